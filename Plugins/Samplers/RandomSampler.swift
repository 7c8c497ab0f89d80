import Debut

/// A sampler of some of a user's ratings, drawn at random. The rating drawn last is the target.
///
/// - Stability: stable.
public struct RandomSampler: Sampler {
  public typealias Options = WindowOptions

  public static let descriptor = SamplerDescriptor(
    name: "random-20",
    summary: "20 of each user's ratings at random: 19 in time order, then the target",
    discussion: """
      Anew in every epoch, `length` of each user's ratings are drawn without replacement. All but the \
      last one drawn are put in time order and are the sequence; the last one drawn is the target. The \
      target may be older than parts of the sequence, so this sampler measures how ratings go together \
      rather than what comes next. One example a user and epoch; users with fewer ratings are left out.
      """,
    reference: "mLinkNet's sampler (python4ml, rnn_log_cf_recommand.ipynb)",
    shape: .lastPosition)

  private let length: Int

  public init(options: Options) { length = options.length }

  public func examples(
    from data: TrainingSet, using generator: inout SeededGenerator
  ) -> Examples {
    Examples(of: data.histories, length: length) { count in
      let drawn = draw(from: count, using: &generator)
      return drawn.dropLast().sorted() + drawn.suffix(1)
    }
  }

  /// Returns `length` different numbers below `count`, in the order drawn: the start of a Fisher-Yates
  /// shuffle.
  private func draw(from count: Int, using generator: inout SeededGenerator) -> [Int] {
    var numbers = Array(0..<count)
    for i in 0..<length { numbers.swapAt(i, i + generator.below(count - i)) }
    return Array(numbers.prefix(length))
  }
}
