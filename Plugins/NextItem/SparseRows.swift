import Debut

/// A sparse matrix by rows (compressed sparse rows), columns ascending in each.
///
/// - Stability: evolving.
public struct SparseRows: Sendable {
  /// [rows + 1] start of each row in the other two.
  let starts: [Int]
  /// Columns of the entries.
  let columns: [Int32]
  /// Values of the entries.
  let values: [Float]

  init(starts: [Int], columns: [Int32], values: [Float]) {
    (self.starts, self.columns, self.values) = (starts, columns, values)
  }

  /// Number of rows.
  var count: Int { starts.count - 1 }

  /// Adds a row times a factor to a dense vector of all columns.
  public func add(_ row: Int, times factor: Float, to sums: UnsafeMutablePointer<Float>) {
    columns.withUnsafeBufferPointer { columns in
      values.withUnsafeBufferPointer { values in
        for i in starts[row]..<starts[row + 1] { sums[Int(columns[i])] += factor * values[i] }
      }
    }
  }

  /// Returns the value at a place, 0 where there is no entry. - Complexity: O(log entries of the row).
  func value(_ row: Int, _ column: Int32) -> Float {
    columns.withUnsafeBufferPointer { columns in
      var (low, high) = (starts[row], starts[row + 1])
      while low < high {
        let middle = low + (high - low) / 2
        if columns[middle] < column { low = middle + 1 } else { high = middle }
      }
      return low < starts[row + 1] && columns[low] == column ? values[low] : 0
    }
  }
}

// MARK: Files

extension SparseRows {
  /// Adds the arrays `name.end`, `name.item` and `name.weight`.
  func save(_ name: String, to state: inout StateWriter) {
    state.add(name + ".end", starts.dropFirst().map(Int64.init))
    state.add(name + ".item", columns)
    state.add(name + ".weight", values)
  }

  /// Reads what `save` wrote.
  ///
  /// - Throws: what the reader throws; `EngineError.badModelFile` if they are no rows of ascending columns.
  init(_ name: String, from state: StateReader, rows: Int, columns width: Int) throws {
    let ends = try state.int64s(name + ".end", shape: [rows])
    let columns = try state.indices(name + ".item", below: width)
    let values = try state.floats(name + ".weight", shape: [columns.count])
    var starts = [0]
    starts.reserveCapacity(rows + 1)
    for end in ends {
      let start = starts[starts.count - 1]
      guard end >= start, end <= columns.count,
        zip(columns[start..<Int(end)], columns[start..<Int(end)].dropFirst()).allSatisfy(<)
      else { throw Self.badRows(name) }
      starts.append(Int(end))
    }
    guard starts[rows] == columns.count else { throw Self.badRows(name) }
    self.init(starts: starts, columns: columns, values: values)
  }

  private static func badRows(_ name: String) -> EngineError {
    .badModelFile(reason: "\"\(name)\" is not a table of rows of ascending items")
  }
}
