import Debut

/// Every item's neighbours and their weights in its prediction: a sparse symmetrical matrix by rows.
///
/// A pair of items is kept if at least one of them has the other among its `limit` most similar. So the
/// row of a rated item also lists the targets that it is a neighbour of. There are at most
/// 2 x items x limit numbers, however many pairs of items have users in common.
struct NeighbourTable: Sendable {
  /// [items + 1] start of each item's row in the other two.
  let starts: [Int]
  /// Items, ascending in each row.
  let neighbours: [Int32]
  /// Weights of the neighbours, all above 0.
  let weights: [Float]

  /// Compares all items with all others, blocks of items in parallel.
  ///
  /// - Parameter goesOn: called with the share that is done, now and then. If it returns false, the
  ///   comparison stops, and the table has the pairs compared by then.
  /// - Complexity: O(sum over users of their squared number of ratings).
  init(
    _ matrix: ResidualMatrix, itemCount: Int, _ rule: SimilarityRows.Rule, compute: Compute,
    goesOn: (Double) -> Bool
  ) {
    let rows = Triplets(
      Self.rows(of: matrix, rule, compute: compute, goesOn: goesOn),
      count: matrix.items.count)
    self.init(rows, items: matrix.items, itemCount: itemCount)
  }

  private static func rows(
    of matrix: ResidualMatrix, _ rule: SimilarityRows.Rule, compute: Compute,
    goesOn: (Double) -> Bool
  ) -> [SimilarityRows] {
    let columns = matrix.items.count
    var blocks = [SimilarityRows](
      repeating: SimilarityRows(), count: (columns + block - 1) / block)
    blocks.withUnsafeMutableBufferPointer { blocks in
      // Which blocks are computed at once is of no consequence for any of them.
      let blocksAtOnce = max(8, 2 * compute.workers.threads)
      for first in stride(from: 0, to: blocks.count, by: blocksAtOnce) {
        guard goesOn(Double(first) / Double(blocks.count)) else { break }
        compute.workers.run(shards: min(blocksAtOnce, blocks.count - first)) { shard in
          let start = (first + shard) * block
          blocks[first + shard] = SimilarityRows(
            start..<min(start + block, columns), of: matrix, rule)
        }
      }
    }
    return blocks
  }

  /// Items whose similarities one thread computes at once.
  private static let block = 16

  /// Unites the rows with their mirror image.
  private init(_ rows: Triplets, items: [Int32], itemCount: Int) {
    let mirrored = rows.mirrored
    var starts = [Int](repeating: 0, count: itemCount + 1)
    var neighbours: [Int32] = []
    var weights: [Float] = []
    neighbours.reserveCapacity(rows.columns.count * 3 / 2)
    weights.reserveCapacity(rows.columns.count * 3 / 2)
    var column = 0
    for item in 0..<itemCount {
      if column < rows.count, items[column] == Int32(item) {
        rows.union(with: mirrored, row: column) { other, weight in
          neighbours.append(items[Int(other)])
          weights.append(weight)
        }
        column += 1
      }
      starts[item + 1] = neighbours.count
    }
    self.starts = starts
    self.neighbours = neighbours
    self.weights = weights
  }

  /// Creates a table without neighbours of any of `itemCount` items.
  init(without itemCount: Int) {
    starts = [Int](repeating: 0, count: itemCount + 1)
    neighbours = []
    weights = []
  }

  /// Creates a table from the arrays of a file; nil if they are inconsistent.
  ///
  /// - Parameter ends: [items] end of each item's row.
  init?(ends: [Int64], neighbours: [Int32], weights: [Float]) {
    var starts = [0]
    for end in ends {
      let start = starts[starts.count - 1]
      guard end >= start, end <= neighbours.count else { return nil }
      let row = neighbours[start..<Int(end)]
      guard zip(row, row.dropFirst()).allSatisfy(<) else { return nil }
      starts.append(Int(end))
    }
    guard starts[starts.count - 1] == neighbours.count, weights.count == neighbours.count,
      weights.allSatisfy({ $0 > 0 })
    else { return nil }
    self.starts = starts
    self.neighbours = neighbours
    self.weights = weights
  }

  /// Returns the range of the item's neighbours in `neighbours` and `weights`.
  func row(_ item: Int) -> Range<Int> { starts[item]..<starts[item + 1] }
}

/// A sparse square matrix by rows, columns ascending in each.
private struct Triplets {
  var starts: [Int] = [0]
  var columns: [Int32] = []
  var weights: [Float] = []

  var count: Int { starts.count - 1 }

  /// Stacks the rows of blocks; rows that are missing at the end are empty.
  init(_ blocks: [SimilarityRows], count: Int) {
    columns.reserveCapacity(blocks.reduce(0) { $0 + $1.columns.count })
    weights.reserveCapacity(columns.capacity)
    for block in blocks {
      let first = columns.count
      columns += block.columns
      weights += block.weights
      starts += block.ends.map { first + $0 }
    }
    while self.count < count { starts.append(columns.count) }
  }

  private init(starts: [Int], columns: [Int32], weights: [Float]) {
    (self.starts, self.columns, self.weights) = (starts, columns, weights)
  }

  /// The transposed matrix, made by a counting sort.
  var mirrored: Triplets {
    var starts = [Int](repeating: 0, count: count + 1)
    for column in columns { starts[Int(column) + 1] += 1 }
    for row in 0..<count { starts[row + 1] += starts[row] }
    var next = starts
    var mirroredColumns = [Int32](repeating: 0, count: columns.count)
    var mirroredWeights = [Float](repeating: 0, count: columns.count)
    for row in 0..<count {
      for i in self.starts[row]..<self.starts[row + 1] {
        let place = next[Int(columns[i])]
        next[Int(columns[i])] += 1
        mirroredColumns[place] = Int32(row)
        mirroredWeights[place] = weights[i]
      }
    }
    return Triplets(starts: starts, columns: mirroredColumns, weights: mirroredWeights)
  }

  /// Calls `body` for every column, ascending, that one of the two matrices has in `row`.
  func union(with other: Triplets, row: Int, _ body: (Int32, Float) -> Void) {
    var (i, j) = (starts[row], other.starts[row])
    let (iEnd, jEnd) = (starts[row + 1], other.starts[row + 1])
    while i < iEnd || j < jEnd {
      if j == jEnd || (i < iEnd && columns[i] <= other.columns[j]) {
        if j < jEnd, columns[i] == other.columns[j] { j += 1 }
        body(columns[i], weights[i])
        i += 1
      } else {
        body(other.columns[j], other.weights[j])
        j += 1
      }
    }
  }
}
