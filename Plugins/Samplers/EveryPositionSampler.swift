import Debut

/// A sampler of whole histories, and of a thinned copy of each. Every rating is a target.
///
/// - Stability: stable.
public struct EveryPositionSampler: Sampler {
  public struct Options: ModelOptions {
    /// Share of ratings that the second example of a user keeps; 0: there is no second example.
    public var thinned: Float = 0.5

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "thinned", \.thinned, in: 0...1,
        "share of a user's ratings, drawn anew in every epoch, that a second example has; 0: none")
    ]
  }

  public static let descriptor = SamplerDescriptor(
    name: "every-position",
    summary: "each user's whole history, and a thinned copy; every rating predicted from before it",
    discussion: """
      The whole history of each user in time order, and every position is a target, the first one \
      too, predicted from nothing. It teaches what the evaluation on fresh users asks, at every \
      length of history at once, and wastes no rating. Only users without any rating are left out.

      A second example of each user has each of their ratings with probability `thinned`, drawn anew \
      in every epoch. To a sequence model that is one more user, with another beginning: training \
      users are few beside their ratings, and what a model learns of one by heart does not fit the \
      copies.
      """,
    reference: "teacher forcing over whole sequences, as in Hidasi et al. 2016 (GRU4Rec)",
    shape: .everyPosition)

  private let options: Options

  public init(options: Options) { self.options = options }

  public func examples(
    from data: TrainingSet, using generator: inout SeededGenerator
  ) -> Examples {
    var examples = Examples()
    var kept: [Int32] = []
    for (user, range) in data.histories.ranges.enumerated() {
      guard !range.isEmpty else {
        examples.usersLeftOut += 1
        continue
      }
      examples.append(user: user, positions: 0..<range.count, firstTarget: 0)
      guard options.thinned > 0 else { continue }
      kept.removeAll(keepingCapacity: true)
      for position in 0..<Int32(range.count) where generator.uniform() < options.thinned {
        kept.append(position)
      }
      if !kept.isEmpty { examples.append(user: user, positions: kept, firstTarget: 0) }
    }
    return examples
  }
}
