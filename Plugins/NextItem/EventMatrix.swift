import Debut

/// The training events as a sparse matrix of users and items, by users and by items. Items without events
/// have no column.
struct EventMatrix: Sendable {
  /// One of the two ways to read the matrix.
  struct Side: Sendable {
    /// [rows + 1] start of each row in the other two.
    fileprivate(set) var starts = [0]
    /// Columns of the entries, ascending in each row.
    fileprivate(set) var others: [Int32] = []
    /// Numbers of events of a user with an item, all above 0.
    fileprivate(set) var counts: [Float] = []

    /// Number of rows.
    var count: Int { starts.count - 1 }
  }

  let items: EventColumns
  /// A row for each user.
  private(set) var byUser = Side()
  /// A row for each column of `items`.
  private(set) var byItem = Side()

  /// Counts the events.
  ///
  /// - Throws: `EngineError.noTrainingRatings`, `.interrupted`.
  init(_ data: TrainingSet, _ run: TrainingContext) throws {
    items = EventColumns(try data.eventCounts(run))
    let columns = items.columns
    var side = Side()
    side.others.reserveCapacity(data.histories.ratingCount)
    side.counts.reserveCapacity(data.histories.ratingCount)
    var own: [Int32] = []
    try data.forEachHistory(run) { _, events in
      own.removeAll(keepingCapacity: true)
      for item in events { own.append(columns[Int(item)]) }
      own.sort()
      let first = side.others.count
      for column in own {
        if side.others.count > first, side.others[side.others.count - 1] == column {
          side.counts[side.counts.count - 1] += 1
        } else {
          side.others.append(column)
          side.counts.append(1)
        }
      }
      side.starts.append(side.others.count)
    }
    byUser = side
    byItem = try Self.transposed(side, rows: items.count, run)
  }

  /// Returns the other way to read a side, by a counting sort.
  private static func transposed(
    _ side: Side, rows: Int, _ run: TrainingContext
  ) throws -> Side {
    var result = Side()
    result.starts = [Int](repeating: 0, count: rows + 1)
    for column in side.others { result.starts[Int(column) + 1] += 1 }
    for row in 0..<rows { result.starts[row + 1] += result.starts[row] }
    result.others = [Int32](repeating: 0, count: side.others.count)
    result.counts = [Float](repeating: 0, count: side.others.count)
    var next = result.starts
    for row in 0..<side.count {
      if row % 4096 == 0 { try run.checkGoesOn() }
      for i in side.starts[row]..<side.starts[row + 1] {
        let column = Int(side.others[i])
        result.others[next[column]] = Int32(row)
        result.counts[next[column]] = side.counts[i]
        next[column] += 1
      }
    }
    return result
  }
}

/// The items that have training events, as columns of a table.
///
/// - Stability: evolving.
public struct EventColumns: Sendable {
  /// [items] numbers of training events.
  let counts: [Int32]
  /// [columns] the items, ascending.
  let items: [Int32]
  /// [items] the column of each item; -1 if it has no events.
  let columns: [Int32]
  /// [columns] a score below all differences that mean anything, which orders equal items by their events:
  /// 10^-6 for the most frequent.
  let ties: [Float]

  init(_ counts: [Int32]) {
    self.counts = counts
    items = counts.indices.lazy.filter { counts[$0] > 0 }.map(Int32.init)
    var columns = [Int32](repeating: -1, count: counts.count)
    for (column, item) in items.enumerated() { columns[Int(item)] = Int32(column) }
    self.columns = columns
    let most = Float(counts.max() ?? 1)
    ties = items.map { 1e-6 * Float(counts[Int($0)]) / most }
  }

  /// Number of columns.
  var count: Int { items.count }

  func save(to state: inout StateWriter) { state.add("item.count", counts) }

  /// - Throws: what the reader throws.
  init(from state: StateReader, items: Int) throws {
    self.init(try state.int32s("item.count", shape: [items]))
  }
}
