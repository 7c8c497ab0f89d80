import Debut

extension TrainingSet {
  /// Events after which a loop looks whether the training is to go on.
  private static var eventsAtOnce: Int { 100_000 }

  /// Calls `body` with the items of each history, oldest first.
  ///
  /// - Throws: `EngineError.noTrainingRatings` if there are no events; `EngineError.interrupted`.
  func forEachHistory(
    _ run: TrainingContext, _ body: (_ user: Int, _ items: UnsafeBufferPointer<Int32>) -> Void
  ) throws {
    guard histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    try histories.columns.items.withUnsafeBufferPointer { items in
      var unchecked = Self.eventsAtOnce
      for (user, range) in histories.ranges.enumerated() {
        unchecked += range.count + 1
        if unchecked > Self.eventsAtOnce {
          try run.checkGoesOn()
          unchecked = 0
        }
        body(user, UnsafeBufferPointer(rebasing: items[range]))
      }
    }
  }

  /// [items] Returns the number of events of each item.
  ///
  /// - Throws: as `forEachHistory`.
  func eventCounts(_ run: TrainingContext) throws -> [Int32] {
    var counts = [Int32](repeating: 0, count: itemCount)
    try counts.withUnsafeMutableBufferPointer { counts in
      try forEachHistory(run) { _, items in
        for item in items { counts[Int(item)] &+= 1 }
      }
    }
    return counts
  }
}
