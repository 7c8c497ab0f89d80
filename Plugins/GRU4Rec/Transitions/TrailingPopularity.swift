import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shares of the items in the latest events of all users, at any moment: exponentially decayed counts along the one
/// time line of all events.
///
/// A moment is the number of events before it. Counts are kept at some moments; those of others follow from the
/// events since.
struct TrailingPopularity: Sendable {
  /// Half-lives of the counts, in shares of all events.
  static let halfLives = [1.0 / 256, 1.0 / 64, 1.0 / 16]
  static let kinds = halfLives.count
  private static let keptMoments = 32
  /// Bytes for each item.
  static let bytesPerItem = 4 * kinds * (keptMoments + 1)

  let itemCount: Int
  /// [events] the items in time order; empty without times.
  let items: [Int32]
  /// [events] seconds since 1970, ascending.
  let times: [Int64]
  /// Events between two kept moments.
  private let block: Int
  /// [kinds] what an event weighs against the one after it.
  private let decays: [Double]
  /// [moments, kinds, items] decayed counts.
  private let kept: [Float]

  /// Orders the events of all users by time.
  init(_ events: EventSequences, itemCount: Int) {
    let order = events.times.indices.sorted {
      (events.times[$0], $0) < (events.times[$1], $1)
    }
    self.init(
      items: order.map { events.items[$0] }, times: order.map { events.times[$0] },
      itemCount: itemCount)
  }

  init(items: [Int32], times: [Int64], itemCount: Int) {
    self.items = items
    self.times = times
    self.itemCount = itemCount
    let block = max(1, (items.count + Self.keptMoments - 1) / Self.keptMoments)
    let decays = Self.halfLives.map { pow(0.5, 1 / max($0 * Double(items.count), 1)) }
    var counts = [Float](repeating: 0, count: Self.kinds * itemCount)
    var kept: [Float] = []
    for first in stride(from: 0, to: items.count, by: block) {
      kept += counts
      counts.withUnsafeMutableBufferPointer { counts in
        guard let counts = counts.baseAddress else { return }
        Self.add(
          items[first..<min(first + block, items.count)], to: counts, decays, itemCount)
      }
    }
    self.block = block
    self.decays = decays
    self.kept = kept + counts
  }

  /// The moment after all events.
  var end: Int { items.count }

  /// Returns the number of events before a time; all of them without one.
  func moment(before time: Int64?) -> Int {
    guard let time else { return end }
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Writes the shares of all items at a moment, [kinds, items]. One event's worth is left to their shares of all
  /// events, so that few events before a moment say little.
  func write(
    at moment: Int, popularity: UnsafePointer<Float>, into shares: UnsafeMutablePointer<Float>
  ) {
    guard !items.isEmpty else {
      for kind in 0..<Self.kinds {
        (shares + kind * itemCount).update(from: popularity, count: itemCount)
      }
      return
    }
    let place = moment == end ? (end + block - 1) / block : moment / block
    kept.withUnsafeBufferPointer {
      guard let kept = $0.baseAddress else { return }
      shares.update(
        from: kept + place * Self.kinds * itemCount, count: Self.kinds * itemCount)
    }
    if place * block < moment {
      Self.add(items[place * block..<moment], to: shares, decays, itemCount)
    }
    for (kind, decay) in decays.enumerated() {
      let total = (1 - pow(decay, Double(moment))) / (1 - decay)
      let scale = Float(1 / (total + 1))
      let own = shares + kind * itemCount
      for i in 0..<itemCount { own[i] = (own[i] + popularity[i]) * scale }
    }
  }

  /// Lets counts decay over some events, and adds these.
  private static func add(
    _ events: ArraySlice<Int32>, to counts: UnsafeMutablePointer<Float>, _ decays: [Double],
    _ itemCount: Int
  ) {
    for (kind, decay) in decays.enumerated() {
      let own = counts + kind * itemCount
      let faded = Float(pow(decay, Double(events.count)))
      for i in 0..<itemCount { own[i] *= faded }
      var weight = 1.0
      for item in events.reversed() {
        own[Int(item)] += Float(weight)
        weight *= decay
      }
    }
  }
}
