import Debut

/// The most similar items of each item, by the users that they have in common.
enum CosineNeighbours {
  /// Items whose neighbours one thread finds at once.
  private static let block = 16

  /// Returns for each item the largest similarities
  ///
  ///     s_ij = n_ij / (sqrt(n_i n_j) + shrinkage)
  ///
  /// of n_ij common users among n_i and n_j; of equal ones those of the lowest items.
  ///
  /// - Throws: `EngineError.interrupted`.
  /// - Complexity: O(sum over users of the square of their number of items).
  static func rows(
    _ events: EventMatrix, limit: Int, shrinkage: Float, _ run: TrainingContext
  ) throws -> SparseRows {
    let items = events.items.count
    var blocks = [Rows](repeating: Rows(), count: (items + block - 1) / block)
    let blocksAtOnce = 16
    try blocks.withUnsafeMutableBufferPointer { blocks in
      for first in stride(from: 0, to: blocks.count, by: blocksAtOnce) {
        try run.checkGoesOn()
        run.progress("neighbours", Double(first) / Double(blocks.count))
        run.compute.workers.run(shards: min(blocksAtOnce, blocks.count - first)) { shard in
          let start = (first + shard) * block
          blocks[first + shard] = Rows(
            start..<min(start + block, items), events, limit, shrinkage)
        }
      }
    }
    var starts = [0]
    var columns: [Int32] = []
    var values: [Float] = []
    for (number, block) in blocks.enumerated() {
      if number % 256 == 0 { try run.checkGoesOn() }
      starts += block.ends.map { columns.count + $0 }
      columns += block.columns
      values += block.values
    }
    return SparseRows(starts: starts, columns: columns, values: values)
  }

  /// Neighbours of a range of items.
  private struct Rows {
    var ends: [Int] = []
    var columns: [Int32] = []
    var values: [Float] = []

    init() {}

    init(_ range: Range<Int>, _ events: EventMatrix, _ limit: Int, _ shrinkage: Float) {
      let (users, items) = (events.byUser, events.byItem)
      var common = [Float](repeating: 0, count: items.count)
      var touched: [Int32] = []
      var nearest = Nearest(limit)
      for item in range {
        let own = items.starts[item]..<items.starts[item + 1]
        common.withUnsafeMutableBufferPointer { common in
          users.others.withUnsafeBufferPointer { others in
            for user in items.others[own] {
              for other in others[users.starts[Int(user)]..<users.starts[Int(user) + 1]] {
                if common[Int(other)] == 0 { touched.append(other) }
                common[Int(other)] += 1
              }
            }
          }
          for other in touched {
            let count = common[Int(other)]
            common[Int(other)] = 0
            guard other != Int32(item) else { continue }
            let size = items.starts[Int(other) + 1] - items.starts[Int(other)]
            let norm = (Float(own.count) * Float(size)).squareRoot()
            nearest.add(other, count / (norm + shrinkage))
          }
        }
        touched.removeAll(keepingCapacity: true)
        for (column, value) in nearest.takeAll() {
          columns.append(column)
          values.append(value)
        }
        ends.append(columns.count)
      }
    }
  }
}

/// The items of the largest values, of equal ones the lowest, in whatever order they come.
private struct Nearest {
  private let limit: Int
  private var entries: [(item: Int32, value: Float)] = []

  init(_ limit: Int) { self.limit = limit }

  private static func precedes(_ x: (item: Int32, value: Float), _ y: (item: Int32, value: Float))
    -> Bool
  { x.value != y.value ? x.value > y.value : x.item < y.item }

  mutating func add(_ item: Int32, _ value: Float) {
    let new = (item: item, value: value)
    if entries.count == limit {
      guard Self.precedes(new, entries[limit - 1]) else { return }
      entries.removeLast()
    }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.precedes(entries[middle], new) { low = middle + 1 } else { high = middle }
    }
    entries.insert(new, at: low)
  }

  /// Returns the entries, items ascending, and forgets them.
  mutating func takeAll() -> [(item: Int32, value: Float)] {
    defer { entries.removeAll(keepingCapacity: true) }
    return entries.sorted { $0.item < $1.item }
  }
}
