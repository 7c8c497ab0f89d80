/// Orders a user's events of one time, which have no order of their own: files often hold them by item id, and
/// a model of next items would learn that the id goes up.
///
/// The order is by a hash of seed, user and item: it depends on no other row and on no machine.
struct TieOrder: Sendable {
  /// The seed of the order that a load draws.
  static let seed: UInt64 = 0

  let users: Vocabulary
  let items: Vocabulary

  /// Puts the events of each time in order; those of one item keep theirs.
  ///
  /// - Parameters:
  ///   - columns: the items, weights and times of histories in the order of time.
  ///   - range: the rows of one user.
  ///   - user: the index of the user.
  func apply(to columns: ColumnPointers, _ range: Range<Int>, of user: Int) {
    let times = columns.timestamps
    guard !times.isEmpty, range.count > 1 else { return }
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start + 1
      while end < range.upperBound, times[end] == times[start] { end += 1 }
      if end - start > 1 { order(columns, start..<end, of: user) }
      start = end
    }
  }

  private func order(_ columns: ColumnPointers, _ range: Range<Int>, of user: Int) {
    let start = Self.hash(users, user, from: Self.seed)
    var rows = range.map { row in
      (
        hash: Self.hash(items, Int(columns.items[row]), from: start), item: columns.items[row],
        weight: columns.ratings[row], row: row
      )
    }
    rows.sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
    for (place, row) in zip(range, rows) {
      columns.items[place] = row.item
      columns.ratings[place] = row.weight
    }
  }

  private static func hash(_ vocabulary: Vocabulary, _ index: Int, from start: UInt64) -> UInt64 {
    var value = start
    vocabulary.forEachWord(ofKey: index) { value = SeededGenerator.mixed(value ^ $0) }
    return value
  }
}
