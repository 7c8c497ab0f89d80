import Ratings

extension Histories {
  /// The share of events that come again, from which on items are likely to.
  private static let leastRepeats = 0.01

  /// True if users have items again: in more than 1 % of the events the user has had the item before.
  ///
  /// - Complexity: O(events).
  public var hasRepeats: Bool {
    var (again, events) = (0, 0)
    for history in self {
      again += history.count - Set(history.items).count
      events += history.count
    }
    return Double(again) > Self.leastRepeats * Double(events)
  }
}
