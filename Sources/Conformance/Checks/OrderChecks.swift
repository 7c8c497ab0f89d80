import DebutEngine

/// Checks that no score depends on later events, for a model of next items: from the middle of a history on the
/// events of a second representation are with other items. Up to there both must score all items alike.
///
/// A third representation is followed alone before; the two are extended in turns, so that neither may change the
/// other.
///
/// - Returns: the number of histories whose scores after the last event differ between the two. Zero of a model
///   that does not read histories.
/// - Throws: `CheckFailure` with the first difference.
@discardableResult
public func checkOrderIsCausal(
  _ model: any Recommender, on histories: Histories, itemCount: Int, users: Int = 10
) throws -> Int {
  var moved = 0
  for user in histories.indices.prefix(users) {
    let history = histories[user]
    let middle = history.count / 2
    let lone = model.answering(UserQuery(history: .empty))
    let expected = history.map { next in
      defer { lone.extend(by: next) }
      return bits(lone, itemCount)
    }
    let views = (0..<2).map { _ in model.answering(UserQuery(history: .empty)) }
    for (position, next) in history.enumerated() {
      for (view, end) in zip(views, [history.count, middle + 1]) where position < end {
        guard bits(view, itemCount) == expected[position] else {
          throw CheckFailure(
            "user \(histories.users[user]): the scores at position \(position) change with events from "
              + "\(middle) on")
        }
      }
      views[0].extend(by: next)
      var other = next
      if position >= middle { other.item = (next.item + 1 + position % 5) % itemCount }
      views[1].extend(by: other)
    }
    moved += bits(views[0], itemCount) == bits(views[1], itemCount) ? 0 : 1
  }
  return moved
}

private func bits(_ view: any AnyRepresentation, _ itemCount: Int) -> [UInt32] {
  (0..<itemCount).map { view.score(item: $0).bitPattern }
}

/// Checks that items with training events have finite scores, and that items without have lower ones, or none
/// (NaN).
///
/// - Parameter counts: [items] the numbers of training events.
/// - Throws: `CheckFailure` with the first item.
func checkScores(_ view: any AnyRepresentation, _ counts: [Int], _ place: String) throws {
  var lowest = Float.infinity
  for (item, count) in counts.enumerated() where count > 0 {
    let score = view.score(item: item)
    try require(score.isFinite, "item \(item) gets a score of \(score) \(place)")
    lowest = min(lowest, score)
  }
  for (item, count) in counts.enumerated() where count == 0 {
    let score = view.score(item: item)
    try require(
      score.isNaN || score < lowest,
      "item \(item), which has no events, gets a score of \(score) \(place); the lowest of items with "
        + "events is \(lowest)")
  }
}

extension ConformanceSubject.Trained {
  /// The numbers of training events of all items.
  var eventCounts: [Int] {
    var counts = [Int](repeating: 0, count: itemCount)
    for item in training.joined().map(\.item) { counts[item] += 1 }
    return counts
  }

  /// The mean over every position of every held-out user of the share of other items that are above the
  /// target: 0 for a model that knows the future, 0.5 by chance. Items of equal score count half.
  public var meanPercentile: Double {
    var (sum, count) = (0.0, 0)
    for history in heldOut {
      let view = model.answering(UserQuery(history: .empty))
      for next in history {
        let own = view.score(item: next.item)
        var above = 0.0
        for item in 0..<itemCount where item != next.item {
          let score = view.score(item: item)
          above += score > own ? 1 : score == own ? 0.5 : 0
        }
        sum += above / Double(max(itemCount - 1, 1))
        count += 1
        view.extend(by: next)
      }
    }
    return count > 0 ? sum / Double(count) : 0
  }
}
