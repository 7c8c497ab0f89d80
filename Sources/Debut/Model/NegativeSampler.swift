/// The negatives of a batch: items that the losses of next items tell targets from.
///
/// - Stability: evolving.
public struct Negatives: Sendable {
  /// The items, shared by all positions of the batch; an item may come again.
  public let items: [Int32]
  /// [items] the log of how often each is expected among them, log(samples q), by which a sampled softmax is
  /// corrected.
  public let logExpected: [Float]

  /// Makes negatives.
  ///
  /// - Precondition: as many expectations as items.
  public init(items: [Int32], logExpected: [Float]) {
    precondition(items.count == logExpected.count, "an expectation belongs to each item")
    self.items = items
    self.logExpected = logExpected
  }
}

/// A sampler of negatives, made for the items of one training.
///
/// - Stability: evolving.
public protocol NegativeSampler: Sendable {
  /// Draws the negatives of a batch.
  ///
  /// - Parameters:
  ///   - count: the number of negatives.
  ///   - targets: the batch's own targets.
  ///   - generator: draws them.
  func draw(
    _ count: Int, besides targets: [Int32], using generator: inout SeededGenerator
  ) -> Negatives
}

/// The choice of negatives by name.
///
/// - Stability: evolving.
public enum NegativeChoice: String, CaseIterable, Sendable {
  /// All items alike.
  case uniform
  /// By a power of their number of events.
  case popularity
  /// The batch's own targets.
  case inBatch = "in-batch"
}
