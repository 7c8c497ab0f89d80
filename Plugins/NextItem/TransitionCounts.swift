import Debut

/// The transitions from item to item that are counted in the training histories.
enum TransitionCounts {
  /// Weights of a transition from the item before, the one before that, and so on.
  static let weights: [Float] = [1, 0.5, 0.25]
  /// Bits of a key that hold the lag; the others hold the item.
  private static let lagBits = 2
  /// Rows that one thread sorts at once.
  private static let block = 64

  /// Returns the rows T[i][j] / sum over j of T[i][j], where T[i][j] is the weighted number of times that
  /// j came one, two or three events after i in a history.
  ///
  /// Weights are powers of two, so that their sums are exact and no order of adding matters.
  ///
  /// - Throws: `EngineError.noTrainingRatings`, `.interrupted`.
  /// - Complexity: O(events log events of an item); 8 bytes an event and lag.
  static func shares(_ data: TrainingSet, _ run: TrainingContext) throws -> SparseRows {
    var starts = try rowStarts(data, run)
    var keys = [UInt64](repeating: 0, count: starts[data.itemCount])
    var next = starts
    try keys.withUnsafeMutableBufferPointer { keys in
      try next.withUnsafeMutableBufferPointer { next in
        try forEachPair(data, run) { from, to, lag in
          keys[next[from]] = UInt64(to) << lagBits | UInt64(lag)
          next[from] += 1
        }
      }
    }
    var sums = [Float](repeating: 0, count: keys.count)
    let lengths = try merge(&keys, &sums, starts, run)
    return try compact(keys, sums, &starts, lengths, run)
  }

  private static func forEachPair(
    _ data: TrainingSet, _ run: TrainingContext,
    _ body: (_ from: Int, _ to: Int, _ lag: Int) -> Void
  ) throws {
    try data.forEachHistory(run) { _, items in
      for position in items.indices {
        for lag in 0..<min(position, weights.count) {
          body(Int(items[position - lag - 1]), Int(items[position]), lag)
        }
      }
    }
  }

  private static func rowStarts(_ data: TrainingSet, _ run: TrainingContext) throws -> [Int] {
    var starts = [Int](repeating: 0, count: data.itemCount + 1)
    try starts.withUnsafeMutableBufferPointer { starts in
      try forEachPair(data, run) { from, _, _ in starts[from + 1] += 1 }
    }
    for item in 0..<data.itemCount { starts[item + 1] += starts[item] }
    return starts
  }

  /// Sorts each row and unites the keys of one item. Afterwards the first keys of a row are items, with
  /// their shares beside them.
  ///
  /// - Returns: [rows] the number of items of each row.
  private static func merge(
    _ keys: inout [UInt64], _ sums: inout [Float], _ starts: [Int], _ run: TrainingContext
  ) throws -> [Int] {
    let rows = starts.count - 1
    var lengths = [Int](repeating: 0, count: rows)
    try keys.withUnsafeMutableBufferPointer { keys in
      try sums.withUnsafeMutableBufferPointer { sums in
        try lengths.withUnsafeMutableBufferPointer { lengths in
          let rowsAtOnce = 64 * block
          for first in stride(from: 0, to: rows, by: rowsAtOnce) {
            try run.checkGoesOn()
            run.progress("transitions", Double(first) / Double(rows))
            run.compute.forBlocks(of: block, in: min(rowsAtOnce, rows - first)) { start, count in
              for row in first + start..<first + start + count {
                let range = starts[row]..<starts[row + 1]
                lengths[row] = unite(
                  UnsafeMutableBufferPointer(rebasing: keys[range]),
                  UnsafeMutableBufferPointer(rebasing: sums[range]))
              }
            }
          }
        }
      }
    }
    return lengths
  }

  private static func unite(
    _ keys: UnsafeMutableBufferPointer<UInt64>, _ sums: UnsafeMutableBufferPointer<Float>
  ) -> Int {
    var keys = keys
    keys.sort()
    var count = 0
    var total: Float = 0
    for key in keys {
      let item = key >> lagBits
      let weight = weights[Int(key & (1 << lagBits - 1))]
      if count == 0 || keys[count - 1] != item {
        keys[count] = item
        sums[count] = 0
        count += 1
      }
      sums[count - 1] += weight
      total += weight
    }
    for i in 0..<count { sums[i] /= total }
    return count
  }

  private static func compact(
    _ keys: [UInt64], _ sums: [Float], _ starts: inout [Int], _ lengths: [Int],
    _ run: TrainingContext
  ) throws -> SparseRows {
    var columns: [Int32] = []
    var values: [Float] = []
    let count = lengths.reduce(0, +)
    columns.reserveCapacity(count)
    values.reserveCapacity(count)
    for (row, length) in lengths.enumerated() {
      if row % 4096 == 0 { try run.checkGoesOn() }
      let first = starts[row]
      starts[row] = columns.count
      columns += keys[first..<first + length].lazy.map { Int32($0) }
      values += sums[first..<first + length]
    }
    starts[lengths.count] = columns.count
    return SparseRows(starts: starts, columns: columns, values: values)
  }
}
