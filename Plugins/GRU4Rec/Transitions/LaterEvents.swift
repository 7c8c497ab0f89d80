/// Training events as if training had ended before the last tenth of them: what came then is asked about, of users
/// with all that they did before.
struct LaterEvents {
  /// The events that are counted.
  let before: EventSequences
  /// All events of items that came before.
  let all: EventSequences
  /// [users] the position from which on events came later.
  let firstPositions: [Int]

  /// Share of the events that count as later.
  private static let share = 0.1
  /// The fewest positions that something is fitted to.
  private static let fewest = 200

  /// - Returns: nil without times, or if too few events come later.
  init?(_ events: EventSequences) {
    guard !events.times.isEmpty else { return nil }
    let times = events.times.sorted()
    let end = times[times.count - 1 - Int(Self.share * Double(times.count - 1))]
    before = events.keeping { events.times[$0] < end }
    let known = Set(before.items)
    let all = events.keeping { known.contains(events.items[$0]) }
    self.all = all
    firstPositions = (0..<all.userCount).map { user in
      all.times[all.starts[user]..<all.starts[user + 1]].prefix { $0 < end }.count
    }
    let asked = (0..<all.userCount).reduce(0) { sum, user in
      sum + all.positions(of: user, from: firstPositions[user]).count
    }
    guard asked >= Self.fewest else { return nil }
  }
}
