import Debut

/// A sampler of single ratings.
///
/// - Stability: stable.
public struct EveryRatingSampler: Sampler {
  public typealias Options = NoOptions

  public static let descriptor = SamplerDescriptor(
    name: "every-rating",
    summary: "every rating for itself, without a sequence",
    discussion: """
      Each rating of each user is an example of its own, once an epoch. It is what models with a \
      trained vector for every user learn from: they know who rated, and need no history. Only users \
      without any rating are left out.
      """,
    reference: "stochastic gradient descent over single ratings, Koren, Bell and Volinsky 2009",
    shape: .singleRating)

  public init(options: Options) {}

  public func examples(
    from data: TrainingSet, using generator: inout SeededGenerator
  ) -> Examples {
    var examples = Examples()
    for (user, range) in data.histories.ranges.enumerated() {
      if range.isEmpty { examples.usersLeftOut += 1 }
      for position in 0..<range.count {
        examples.append(user: user, positions: position..<position + 1, firstTarget: 0)
      }
    }
    return examples
  }
}
