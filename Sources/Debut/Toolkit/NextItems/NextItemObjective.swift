/// The settings of a loss of next items, and the sampler of its negatives.
///
/// - Stability: evolving.
public struct NextItemObjective {
  /// The loss; never `auto`.
  public let loss: NextItemLoss
  /// The number of negatives of a batch.
  public let samples: Int
  /// Nil for a loss over all items.
  private let sampler: (any NegativeSampler)?
  private let itemCount: Int
  private weak var run: TrainingContext?
  private let samplerName: String

  /// Weight of the score regularisation of BPR-max, and calibration of gBCE.
  private static let (regularisation, calibration): (Float, Float) = (1, 0.75)

  /// Makes an objective.
  ///
  /// - Parameters:
  ///   - options: the loss and its negatives.
  ///   - counts: the events of each item.
  ///   - run: knows the registered samplers of negatives.
  /// - Throws: `EngineError.unknownNegatives`, `.unknownOption`, `.badOption`.
  public init(_ options: NextItemOptions, counts: [Int], _ run: TrainingContext) throws {
    loss = options.loss.resolved(items: counts.count)
    samples = options.samples
    itemCount = counts.count
    self.run = run
    samplerName = options.negatives.name
    // Nothing can be drawn of a single item.
    let isSampled = loss != .softmax && counts.count > 1
    sampler = isSampled ? try run.negatives.sampler(options.negatives, counts: counts) : nil
  }

  /// Returns a sentence on negatives that no loss can be computed of; nil if there is nothing wrong.
  private func fault(of negatives: Negatives) -> String? {
    if let item = negatives.items.first(where: { !(0..<itemCount).contains(Int($0)) }) {
      return "item \(item) is none of the items 0 to \(itemCount - 1)"
    }
    if let log = negatives.logExpected.first(where: { !$0.isFinite }) {
      return "the log of an expected number is \(log)"
    }
    if negatives.items.count > samples {
      return "\(negatives.items.count) negatives were drawn, and \(samples) asked for"
    }
    return nil
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
    // Padding costs nothing: neither draws nor products.
    let positions = weights.indices.filter { weights[$0] > 0 }
    let own = positions.map { targets[$0] }
    let negatives = sampler?.draw(samples, besides: own, using: &generator)
    if let reason = negatives.flatMap(fault) {
      // A sampler may come from a plugin.
      run?.fail(EngineError.badExamples(sampler: samplerName, reason: reason))
      return tape.constant([.nan], rows: 1, columns: 1)
    }
    // A batch without targets has no negatives in the batch.
    guard let negatives, !negatives.items.isEmpty, !own.isEmpty else {
      return tape.softmaxCrossEntropy(
        hidden, items: items, bias: bias, targets: targets, weights: weights)
    }
    let logits = tape.itemLogits(
      own.count == targets.count ? hidden : tape.select(hidden, rows: positions.map(Int32.init)),
      items: items, bias: bias, targets: own, samples: negatives.items)
    let weights = positions.map { weights[$0] }
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
