import Debut

/// Takes each user's whole history and asks for every rating in it.
public struct EveryPositionSampler: Sampler {
  public typealias Options = NoOptions

  public static let descriptor = SamplerDescriptor(
    name: "every-position",
    summary: "each user's whole history, every rating predicted from those before it",
    discussion: """
      One example a user: the whole history in time order, and every position is a target, the first \
      one too, predicted from nothing. It teaches what the evaluation on fresh users asks, at every \
      length of history at once, and wastes no rating. Only users without any rating are left out.
      """,
    reference: "teacher forcing over whole sequences, as in Hidasi et al. 2016 (GRU4Rec)",
    shape: .everyPosition)

  public init(options: Options) {}

  public func examples(
    from histories: Histories, using generator: inout SeededGenerator
  ) -> Examples {
    var examples = Examples()
    for (user, range) in histories.ranges.enumerated() {
      guard !range.isEmpty else {
        examples.usersLeftOut += 1
        continue
      }
      examples.append(user: user, positions: 0..<range.count, firstTarget: 0)
    }
    return examples
  }
}
