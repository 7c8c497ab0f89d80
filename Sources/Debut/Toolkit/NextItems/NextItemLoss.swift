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
}
