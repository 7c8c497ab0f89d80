import Debut

/// The events of training, user by user, each user's in time order.
struct EventSequences: Sendable {
  /// [events] the items.
  let items: [Int32]
  /// [events] seconds since 1970; empty without times.
  let times: [Int64]
  /// [users + 1] the first event of each user, and the number of events.
  let starts: [Int]

  init(_ histories: Histories) {
    var items: [Int32] = []
    var times: [Int64] = []
    var starts = [0]
    items.reserveCapacity(histories.ratingCount)
    for history in histories {
      items += history.items
      times += history.timestamps
      starts.append(items.count)
    }
    self.items = items
    self.times = times.count == items.count ? times : []
    self.starts = starts
  }

  private init(items: [Int32], times: [Int64], starts: [Int]) {
    self.items = items
    self.times = times
    self.starts = starts
  }

  /// Returns the same users with some of their events.
  ///
  /// - Parameter isKept: called with the number of an event.
  func keeping(_ isKept: (Int) -> Bool) -> EventSequences {
    var kept: [Int] = []
    var starts = [0]
    for user in 0..<userCount {
      kept += (self.starts[user]..<self.starts[user + 1]).lazy.filter(isKept)
      starts.append(kept.count)
    }
    return EventSequences(
      items: kept.map { items[$0] }, times: times.isEmpty ? [] : kept.map { times[$0] },
      starts: starts)
  }

  var userCount: Int { starts.count - 1 }

  /// Returns the positions of a user from one on that have an event before them.
  func positions(of user: Int, from first: Int) -> Range<Int> {
    let length = starts[user + 1] - starts[user]
    return min(max(1, first), length)..<length
  }

  /// Returns a user's first events as the model knows them.
  func user(_ user: Int, first count: Int, keepsOwn: Bool) -> UserEvents {
    let range = starts[user]..<starts[user] + count
    return UserEvents(
      items: items[range], times: times.isEmpty ? [] : times[range], keepsOwn: keepsOwn)
  }
}
