/// The settings of a loss of next items, and the sampler of its negatives.
///
/// - Stability: evolving.
public struct NextItemObjective: Sendable {
  /// The loss; never `auto`.
  public let loss: NextItemLoss
  /// The number of negatives of a batch.
  public let samples: Int
  private let sampler: any NegativeSampler
  private let itemCount: Int

  /// Weight of the score regularisation of BPR-max, and calibration of gBCE.
  private static let (regularisation, calibration): (Float, Float) = (1, 0.75)

  /// Makes an objective.
  ///
  /// - Parameters:
  ///   - loss: the loss; `auto` is resolved by the number of items.
  ///   - samples: the number of negatives of a batch.
  ///   - negatives: the way that negatives are drawn.
  ///   - counts: the events of each item.
  ///   - exponent: the power of an item's events that it is drawn by; for negatives by popularity alone.
  public init(
    _ loss: NextItemLoss, samples: Int, negatives: NegativeChoice, exponent: Float, counts: [Int]
  ) {
    self.loss = loss.resolved(items: counts.count)
    self.samples = samples
    itemCount = counts.count
    sampler =
      switch negatives {
      case .uniform: PopularityNegatives(counts: counts, exponent: 0)
      case .popularity: PopularityNegatives(counts: counts, exponent: Double(exponent))
      case .inBatch: InBatchNegatives(counts: counts)
      }
  }

  /// Records the loss of a batch, 1 x 1: the mean over positions with a weight.
  ///
  /// - Parameters:
  ///   - hidden: [positions, columns] what each position's target is predicted from.
  ///   - items: [items, columns], the vectors, which may be those that the network reads.
  ///   - bias: [items, 1].
  ///   - targets: an item for each position; 0 for padding.
  ///   - weights: one for each position, 0 for padding.
  ///   - tape: records the loss.
  ///   - generator: draws negatives.
  public func record(
    _ hidden: Variable, items: Parameter, bias: Parameter, targets: [Int32], weights: [Float],
    on tape: Tape, using generator: inout SeededGenerator
  ) -> Variable {
    let own = zip(targets, weights).compactMap { $1 > 0 ? $0 : nil }
    // Nothing can be drawn of a single item, or for a batch without targets.
    let negatives =
      loss == .softmax || itemCount < 2
      ? nil : sampler.draw(samples, besides: own, using: &generator)
    guard let negatives, !negatives.items.isEmpty else {
      return tape.softmaxCrossEntropy(
        hidden, items: items, bias: bias, targets: targets, weights: weights)
    }
    let logits = tape.itemLogits(
      hidden, items: items, bias: bias, targets: targets, samples: negatives.items)
    switch loss {
    case .auto, .softmax, .sampledSoftmax:
      return tape.sampledSoftmax(logits, logQ: negatives.logExpected, weights: weights)
    case .bprMax:
      return tape.bprMax(logits, regularisation: Self.regularisation, weights: weights)
    case .gBCE:
      return tape.gBCE(
        logits, items: itemCount, calibration: Self.calibration, weights: weights)
    }
  }
}
