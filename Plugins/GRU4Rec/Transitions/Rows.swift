import Debut

/// One row of pair counts, with what an entry says beyond chance.
struct Row {
  let columns: UnsafePointer<Int32>
  let values: UnsafePointer<Float>
  /// log(1 + value / (10 prior of the column's item))
  let logs: UnsafePointer<Float>
  let count: Int
  let sum: Float
}

/// Rows of pair counts of a user's latest items.
protocol RowSource {
  /// Returns the row of the item `back` events ago (1: the last one).
  func row(_ kind: PairKind, of item: Int32, back: Int) -> Row
}

/// The rows of the counts as they are.
struct StoredRows: RowSource, Sendable {
  let pairs: [PairCounts]
  /// [kinds of pairs][entries]
  let logs: [Memory<Float>]

  /// - Parameter inverse: [items] 1 / (10 prior)
  init(_ pairs: [PairCounts], inverse: UnsafePointer<Float>) {
    self.pairs = pairs
    logs = pairs.map { pairs in
      let logs = Memory<Float>(pairs.values.count, filledWith: 0)
      for i in 0..<logs.count {
        logs.base[i] = fastLog(1 + pairs.values[i] * inverse[Int(pairs.columns[i])])
      }
      return logs
    }
  }

  func row(_ kind: PairKind, of item: Int32, back: Int) -> Row {
    let pairs = pairs[kind.rawValue]
    let first = pairs.starts[Int(item)]
    return Row(
      columns: pairs.columns.base + first, values: pairs.values.base + first,
      logs: logs[kind.rawValue].base + first, count: pairs.starts[Int(item) + 1] - first,
      sum: pairs.sums[Int(item)])
  }
}
