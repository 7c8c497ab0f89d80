#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The popularity of items in the last events of training, against that in all of them.
///
/// A network that knows no times learns scores that hold for training as a whole. After it, scores are those for other
/// shares of the items: by Bayes, a score's logarithm grows by that of the new share over the old (Saerens, Latinne and
/// Decaestecker 2002).
///
/// - Stability: evolving.
public enum PopularityDrift {
  /// Share of the events that count as the last.
  private static let share = 0.05
  /// The fewest last events that say something.
  private static let fewest = 100
  /// The bounds of the logarithm of the prior's weight, in events. Up to the upper one, at which last events tell
  /// nothing, log Gamma is exact to 1e-6.
  private static let bounds = (0.0, 20.0)

  /// Returns the logarithm of each item's share of the last events over its share of all, [items].
  ///
  /// Few last events are much noise: the share is their mean under a Dirichlet prior around the share of all. The
  /// prior's weight is the one by which the last events are likeliest, given the shares of those before them
  /// (Dirichlet-multinomial; Minka 2000). It is large, and nothing moves, if popularity does not drift.
  ///
  /// - Parameter data: training events, with times.
  /// - Returns: nil without times, or if too few events are the last, or none are before them.
  /// - Complexity: O(n log n) for n events; 12 bytes an event.
  public static func logLifts(of data: TrainingSet) -> [Float]? {
    var times: [Int64] = []
    times.reserveCapacity(data.histories.ratingCount)
    for history in data.histories { times.append(contentsOf: history.timestamps) }
    let last = Int(share * Double(times.count))
    guard last >= fewest else { return nil }
    times.sort()
    let start = times[times.count - last]
    var (before, after) = (Counts(data.itemCount), Counts(data.itemCount))
    for history in data.histories {
      for (item, time) in zip(history.items, history.timestamps) {
        if time < start { before.add(item) } else { after.add(item) }
      }
    }
    // Equal times may be more than the share.
    guard before.total > 0, 2 * after.total <= before.total else { return nil }
    let weight = exp(logWeight(before, after))
    return (0..<data.itemCount).map { item in
      let all = Double(before[item] + after[item] + 1) / (before.total + after.total + before.items)
      let recent = (Double(after[item]) + weight * all) / (after.total + weight)
      return Float(log(recent / all))
    }
  }

  /// Events of each item.
  private struct Counts {
    private var counts: [Int]
    private(set) var total = 0.0

    init(_ items: Int) { counts = Array(repeating: 0, count: items) }

    var items: Double { Double(counts.count) }
    subscript(item: Int) -> Int { counts[item] }

    mutating func add(_ item: Int32) {
      counts[Int(item)] += 1
      total += 1
    }
  }

  /// Returns the logarithm of the prior's weight by which the last events are likeliest: golden sections of the bounds.
  private static func logWeight(_ before: Counts, _ after: Counts) -> Double {
    // Others have no part in the likelihood.
    let seen: [(count: Double, share: Double)] = (0..<Int(after.items)).compactMap { item in
      guard after[item] > 0 else { return nil }
      return (Double(after[item]), Double(before[item] + 1) / (before.total + before.items))
    }
    func logLikelihood(_ logWeight: Double) -> Double {
      let weight = exp(logWeight)
      return seen.reduce(-logRising(weight, after.total)) {
        $0 + logRising(weight * $1.share, $1.count)
      }
    }
    let section = (5.0.squareRoot() - 1) / 2
    var (low, high) = bounds
    var (left, right) = (high - section * (high - low), low + section * (high - low))
    var (atLeft, atRight) = (logLikelihood(left), logLikelihood(right))
    while high - low > 0.01 {
      if atLeft > atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - section * (high - low)
        atLeft = logLikelihood(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + section * (high - low)
        atRight = logLikelihood(right)
      }
    }
    return (low + high) / 2
  }

  /// Returns log(Gamma(x + n) / Gamma(x)), n of the factors x, x + 1, ...
  private static func logRising(_ x: Double, _ n: Double) -> Double {
    lgamma(x + n).0 - lgamma(x).0
  }
}
