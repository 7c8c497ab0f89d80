/// The loss that a network of next items is trained by.
///
/// - Stability: evolving.
public enum NextItemLoss: String, CaseIterable, Sendable {
  /// Softmax over all items up to `NextItemLoss.mostItems` of them, sampled softmax beyond.
  case auto
  /// Cross-entropy of an exact softmax over all items.
  case softmax
  /// Cross-entropy of a softmax over the target and negatives, corrected by log Q.
  case sampledSoftmax = "sampled-softmax"
  /// BPR-max with score regularisation (Hidasi and Karatzoglou 2018).
  case bprMax = "bpr-max"
  /// Generalised binary cross-entropy (Petrov and Macdonald 2023).
  case gBCE = "gbce"

  /// The most items that `auto` takes the exact softmax over.
  public static let mostItems = 50_000

  /// Returns the loss that is meant with a number of items.
  public func resolved(items: Int) -> NextItemLoss {
    self == .auto ? (items <= Self.mostItems ? .softmax : .sampledSoftmax) : self
  }

  /// Adds the memory of a batch's loss: gradients of all items and a block of powers, or negatives with their logits.
  ///
  /// - Parameters:
  ///   - items: the number of items.
  ///   - columns: the length of an item's vector.
  ///   - samples: the negatives of a batch.
  ///   - positions: the positions that are computed at once.
  ///   - memory: the sum that is added to.
  public func addMemory(
    items: Int, columns: Int, samples: Int, positions: Int, to memory: inout MemorySum
  ) {
    if resolved(items: items) == .softmax {
      memory.addOnTape(items, columns + 1)
      memory.addBytes(64 << 20)
    } else {
      memory.addOnTape(samples, 4 * columns)
      memory.addOnTape(positions, 3, samples)
    }
  }
}
