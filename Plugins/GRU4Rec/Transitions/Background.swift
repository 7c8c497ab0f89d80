import Debut

/// Numbers of all items before anything is known of the user, [items] each.
struct Background {
  /// Share of all events.
  let popularity: UnsafeMutablePointer<Float>
  /// log of the prior (c + 1) / (events + items).
  let logPrior: UnsafeMutablePointer<Float>
  /// 1 / (10 prior)
  let inverse: UnsafeMutablePointer<Float>
  /// [kinds, items] shares of the latest events.
  let trailing: UnsafeMutablePointer<Float>
  /// [kinds, items] log(.7 + .3 trailing / prior)
  let trailingLogs: UnsafeMutablePointer<Float>

  /// Floats for each item.
  static let width = 3 + 2 * TrailingPopularity.kinds

  /// - Parameter memory: [width, items]
  init(_ memory: UnsafeMutablePointer<Float>, itemCount: Int) {
    popularity = memory
    logPrior = memory + itemCount
    inverse = memory + 2 * itemCount
    trailing = memory + 3 * itemCount
    trailingLogs = memory + (3 + TrailingPopularity.kinds) * itemCount
  }

  /// The same, with trailing shares of another moment.
  ///
  /// - Parameter memory: [2 kinds, items]
  init(_ other: Background, trailing memory: UnsafeMutablePointer<Float>, itemCount: Int) {
    popularity = other.popularity
    logPrior = other.logPrior
    inverse = other.inverse
    trailing = memory
    trailingLogs = memory + TrailingPopularity.kinds * itemCount
  }

  /// Writes all numbers of one item that follow from its number of events, without the trailing ones.
  func set(_ item: Int, count: Float, _ counts: EventCounts) {
    let prior = counts.prior(count)
    popularity[item] = count / Float(max(counts.eventCount, 1))
    logPrior[item] = fastLog(prior)
    inverse[item] = 0.1 / prior
  }

  /// Writes the trailing shares of a moment.
  func setTrailing(at moment: Int, _ counts: EventCounts) {
    counts.trailing.write(at: moment, popularity: popularity, into: trailing)
    let n = counts.itemCount
    for kind in 0..<TrailingPopularity.kinds {
      let (shares, logs) = (trailing + kind * n, trailingLogs + kind * n)
      for i in 0..<n { logs[i] = fastLog(0.7 + 3 * shares[i] * inverse[i]) }
    }
  }
}
