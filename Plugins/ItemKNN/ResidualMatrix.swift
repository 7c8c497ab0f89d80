import Debut

/// What similarities are made from: how far training ratings are from mean, item bias and user bias.
///
/// Only of items with enough ratings to be compared. A user who rated an item more than once counts
/// with the last rating.
struct ResidualMatrix {
  /// A number in a sparse row or column.
  struct Entry {
    /// The column in a user's row, the user in an item's column.
    let index: Int32
    /// In stars.
    let residual: Float
  }

  /// Column c is about item `items[c]`; ascending.
  let items: [Int32]
  /// [users + 1] where the users' rows start in `rows`.
  let rowStarts: [Int]
  let rows: [Entry]
  /// [items + 1] where the items' columns start in `columns`.
  let columnStarts: [Int]
  /// By user, ascending.
  let columns: [Entry]

  /// - Parameter minimum: ratings that an item needs to have a column.
  init(_ data: TrainingSet, _ fit: BiasFit, minimum: Int) {
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
      let expected = fit.mean + fit.userBiases[user]
      // Backwards, so that the last of several ratings comes first and the others are passed over.
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
    (columnStarts, columns) = Self.transposed(rows, rowStarts, columns: items.count)
  }

  /// The same numbers by column: a counting sort.
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
