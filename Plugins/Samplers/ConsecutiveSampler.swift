import Debut

/// A sampler of stretches of histories. The last rating of a stretch is the target.
///
/// - Stability: stable.
public struct ConsecutiveSampler: Sampler {
  public typealias Options = WindowOptions

  public static let descriptor = SamplerDescriptor(
    name: "consecutive-20",
    summary: "20 neighbouring ratings of each user: 19, then the target",
    discussion: """
      Anew in every epoch, a stretch of `length` neighbouring ratings is drawn from each user's \
      history, every stretch as likely as any other; the last of them is the target. Unlike \
      `random-20` it asks for what comes next. One example a user and epoch; users with fewer ratings \
      are left out.
      """,
    reference: "the sibling of mLinkNet's sampler (python4ml, rnn_log_cf_recommand.ipynb)",
    shape: .lastPosition)

  private let length: Int

  public init(options: Options) { length = options.length }

  public func examples(
    from data: TrainingSet, using generator: inout SeededGenerator
  ) -> Examples {
    Examples(of: data.histories, length: length) { count in
      let first = generator.below(count - length + 1)
      return first..<first + length
    }
  }
}
