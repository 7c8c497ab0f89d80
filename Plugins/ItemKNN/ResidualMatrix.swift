import Debut

/// The residuals of training ratings around mean, item bias and user bias, from which similarities are
/// computed.
///
/// It leaves out items with too few ratings. If a user rated an item more than once, the last rating
/// counts.
struct ResidualMatrix {
  /// A number in a sparse row or column.
  struct Entry {
    /// Column in a user's row; user in an item's column.
    let index: Int32
    /// In stars.
    let residual: Float
  }

  /// [columns] the item of each column, ascending.
  let items: [Int32]
  /// [users + 1] start of each user's row in `rows`.
  let rowStarts: [Int]
  let rows: [Entry]
  /// [items + 1] start of each item's column in `columns`.
  let columnStarts: [Int]
  /// Entries by item, users ascending.
  let columns: [Entry]

  /// - Parameters:
  ///   - data: the ratings.
  ///   - fit: the biases that residuals are around.
  ///   - minimum: smallest number of ratings of an item with a column.
  ///   - check: called every few thousand users; what it throws ends the work.
  init(
    _ data: TrainingSet, _ fit: BiasFit, minimum: Int, checking check: () throws -> Void
  ) rethrows {
    var column = [Int32](repeating: -1, count: data.itemCount)
    var items: [Int32] = []
    for item in 0..<data.itemCount where fit.itemCounts[item] >= minimum {
      column[item] = Int32(items.count)
      items.append(Int32(item))
    }
    var rows: [Entry] = []
    rows.reserveCapacity(data.histories.ratingCount)
    var rowStarts = [0]
    var lastRater = [Int32](repeating: -1, count: data.itemCount)
    for (user, history) in data.histories.enumerated() {
      if user % 5_000 == 0 { try check() }
      let expected = fit.mean + fit.userBiases[user]
      // Backwards, so that the last of several ratings comes first and the others are skipped.
      for (item, rating) in zip(history.items, history.ratings).reversed() {
        let item = Int(item)
        guard column[item] >= 0, lastRater[item] != Int32(user) else { continue }
        lastRater[item] = Int32(user)
        rows.append(
          Entry(
            index: column[item],
            residual: Float(Double(rating) - expected - fit.itemBiases[item])))
      }
      rowStarts.append(rows.count)
    }
    self.items = items
    self.rowStarts = rowStarts
    self.rows = rows
    try check()
    (columnStarts, columns) = Self.transposed(rows, rowStarts, columns: items.count)
  }

  /// Returns the entries by column, by a counting sort.
  private static func transposed(_ rows: [Entry], _ rowStarts: [Int], columns: Int) -> (
    starts: [Int], entries: [Entry]
  ) {
    var starts = [Int](repeating: 0, count: columns + 1)
    for entry in rows { starts[Int(entry.index) + 1] += 1 }
    for column in 0..<columns { starts[column + 1] += starts[column] }
    var next = starts
    var entries = [Entry](repeating: Entry(index: 0, residual: 0), count: rows.count)
    for user in 0..<rowStarts.count - 1 {
      for entry in rows[rowStarts[user]..<rowStarts[user + 1]] {
        let column = Int(entry.index)
        entries[next[column]] = Entry(index: Int32(user), residual: entry.residual)
        next[column] += 1
      }
    }
    return (starts, entries)
  }
}
