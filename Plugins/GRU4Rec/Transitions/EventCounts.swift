import Debut

/// All that is counted of the training events.
struct EventCounts: Sendable {
  let itemCount: Int
  /// The number of events.
  let eventCount: Int
  /// [items] the number of events of each item.
  let popularity: [Float]
  /// [kinds of pairs] counts of pairs.
  let pairs: [PairCounts]
  let trailing: TrailingPopularity
  /// True where users have items again.
  let repeats: Bool

  /// - Parameter progress: called with the share that is done; what it throws ends the work.
  init(
    _ events: EventSequences, itemCount: Int, repeats: Bool, workers: Workers,
    progress: (Double) throws -> Void
  ) throws {
    self.itemCount = itemCount
    eventCount = events.items.count
    var popularity = [Float](repeating: 0, count: itemCount)
    for item in events.items { popularity[Int(item)] += 1 }
    self.popularity = popularity
    self.repeats = repeats
    try progress(0)
    trailing = TrailingPopularity(events, itemCount: itemCount)
    let after = try PairCounts(.after, of: events, itemCount: itemCount, workers: workers) {
      try progress(0.25 * $0)
    }
    let around = try PairCounts(.around, of: events, itemCount: itemCount, workers: workers) {
      try progress(0.25 + 0.75 * $0)
    }
    pairs = [after, after.transposed, around]
  }

  init(
    popularity: [Float], after: PairCounts, around: PairCounts, trailing: TrailingPopularity,
    repeats: Bool
  ) {
    self.popularity = popularity
    pairs = [after, after.transposed, around]
    self.trailing = trailing
    self.repeats = repeats
    itemCount = popularity.count
    eventCount = Int(popularity.reduce(0.0) { $0 + Double($1) })
  }

  func pairs(_ kind: PairKind) -> PairCounts { pairs[kind.rawValue] }

  /// The prior of an item with a number of events: (c + 1) / (events + items).
  func prior(_ count: Float) -> Float { (count + 1) / Float(eventCount + itemCount) }
}
