#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Figures of next items: each target is one relevant item in a list of K.

/// The share of targets among the first K of their lists: recall@K, as there is one relevant item.
///
/// - Stability: evolving.
public struct HitRate: Metric {
  /// The length of the lists, K.
  public let top: Int

  /// Makes the metric.
  public init(at top: Int) { self.top = top }

  /// `hr@10` and the like.
  public var name: String { "hr@\(top)" }
  /// `HR@10` and the like.
  public var title: String { "HR@\(top)" }
  /// A pure number.
  public var unit: String { "" }
  /// 1 is perfect.
  public var direction: MetricDirection { .largerIsBetter }

  /// Adds 1 for a hit, 0 for a miss.
  public func add(_ prediction: Float, for outcome: Outcome, to sum: inout MetricSum) {
    sum.add(isHit(prediction, top) ? 1 : 0)
  }
}

/// Normalised discounted cumulative gain: 1 / log2(1 + rank) for a target among the first K, 0 for any other
/// (Järvelin and Kekäläinen 2002, with one relevant item, whose ideal gain is 1).
///
/// - Stability: evolving.
public struct DiscountedGain: Metric {
  /// The length of the lists, K.
  public let top: Int

  /// Makes the metric.
  public init(at top: Int) { self.top = top }

  /// `ndcg@10` and the like.
  public var name: String { "ndcg@\(top)" }
  /// `NDCG@10` and the like.
  public var title: String { "NDCG@\(top)" }
  /// A pure number.
  public var unit: String { "" }
  /// 1 is perfect.
  public var direction: MetricDirection { .largerIsBetter }

  /// Adds the gain.
  public func add(_ prediction: Float, for outcome: Outcome, to sum: inout MetricSum) {
    sum.add(isHit(prediction, top) ? 1 / log2(1 + Double(prediction)) : 0)
  }
}

/// Mean reciprocal rank: 1 / rank for a target among the first K, 0 for any other.
///
/// - Stability: evolving.
public struct ReciprocalRank: Metric {
  /// The length of the lists, K.
  public let top: Int

  /// Makes the metric.
  public init(at top: Int) { self.top = top }

  /// `mrr@10` and the like.
  public var name: String { "mrr@\(top)" }
  /// `MRR@10` and the like.
  public var title: String { "MRR@\(top)" }
  /// A pure number.
  public var unit: String { "" }
  /// 1 is perfect.
  public var direction: MetricDirection { .largerIsBetter }

  /// Adds the reciprocal of the rank.
  public func add(_ prediction: Float, for outcome: Outcome, to sum: inout MetricSum) {
    sum.add(isHit(prediction, top) ? 1 / Double(prediction) : 0)
  }
}

private func isHit(_ rank: Float, _ top: Int) -> Bool { rank >= 1 && rank <= Float(top) }
