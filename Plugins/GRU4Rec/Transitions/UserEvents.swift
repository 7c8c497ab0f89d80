import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A user as the model knows one: the last events, and where they repeat, all items with their numbers of events.
public struct UserEvents: Sendable {
  /// The number of last events that are kept.
  static let reach = 60

  /// Items of the last events, oldest first.
  private(set) var recent: [Int32] = []
  /// The number of events.
  private(set) var count = 0
  /// The time of the last event; nil without times.
  private(set) var lastTime: Int64?
  /// log(1 + seconds between the last two events) / 10; 0 without times.
  private(set) var gap: Float = 0
  /// True if the user asks after all training events (see `UserQuery`).
  var isAfterTraining = false
  /// All items; nil where nobody has an item again.
  private(set) var own: OwnItems?

  init(keepsOwn: Bool) { own = keepsOwn ? OwnItems() : nil }

  /// Makes a user of events, oldest first.
  ///
  /// - Parameter times: as many as items, with the same indices, or none.
  init(items: ArraySlice<Int32>, times: ArraySlice<Int64>, keepsOwn: Bool) {
    self.init(keepsOwn: keepsOwn)
    // Earlier events leave no trace, but for their number.
    let first = keepsOwn ? items.startIndex : max(items.startIndex, items.endIndex - Self.reach - 1)
    count = first - items.startIndex
    for place in first..<items.endIndex {
      add(items[place], at: times.isEmpty ? nil : times[place])
    }
  }

  /// Adds one more event.
  mutating func add(_ item: Int32, at time: Int64?) {
    if recent.count == Self.reach { recent.removeFirst() }
    recent.append(item)
    count += 1
    gap = Self.gap(from: lastTime, to: time)
    own?.add(item, isLater: time == nil || time != lastTime)
    lastTime = time
  }
}

extension UserEvents {
  /// Returns log(1 + seconds between two events) / 10; 0 without times.
  static func gap(from earlier: Int64?, to later: Int64?) -> Float {
    guard let earlier, let later else { return 0 }
    let seconds = later.subtractingReportingOverflow(earlier)
    return seconds.overflow ? 0 : log(1 + Float(max(seconds.partialValue, 0))) / 10
  }
}

/// The items of one user with their numbers of events, and those of the last time apart.
struct OwnItems: Sendable {
  private(set) var items: [Int32] = []
  private(set) var counts: [Float] = []
  /// Events of each item at the last time: the present basket.
  private(set) var present: [Float] = []
  private var basket: [Int] = []
  private var places: [Int32: Int] = [:]

  /// - Parameter isLater: true for an event of another time than the one before it.
  mutating func add(_ item: Int32, isLater: Bool) {
    if isLater {
      for place in basket { present[place] = 0 }
      basket.removeAll(keepingCapacity: true)
    }
    let place = places[item] ?? items.count
    if place == items.count {
      places[item] = place
      items.append(item)
      counts.append(0)
      present.append(0)
    }
    counts[place] += 1
    present[place] += 1
    basket.append(place)
  }

  /// The number of events at the last time.
  var presentCount: Int { basket.count }
}
