import Debut

/// The strongest similarities of some items with all others.
///
/// For items i and j over the n users who rated both, with residuals x:
///
///     s_ij = sum(x_i x_j) / sqrt(sum(x_i^2) sum(x_j^2)) * (n - 1) / (n - 1 + shrinkage)
///
/// and the weight of j in predictions of i is s_ij^amplification, or 0 if s_ij <= 0. The factor has n - 1
/// because with one common user the correlation is always 1 or -1.
struct SimilarityRows {
  /// The parameters of the similarities, and the number that is kept.
  struct Rule {
    /// Common users' worth of no similarity.
    let shrinkage: Float
    let amplification: Int
    /// Largest number that is kept of one item.
    let limit: Int

    /// Mean square of residuals that are rounding errors: a thousandth of a star, squared.
    static let smallestVariance: Float = 1e-6

    /// Returns the weight of a pair of items.
    ///
    /// - Parameter sums: sum(x_i x_j), sum(x_i^2), sum(x_j^2), n.
    func weight(_ sums: SIMD4<Float>) -> Float {
      let degrees = sums.w - 1
      let noise = Self.smallestVariance * sums.w
      guard degrees > 0, sums.x > 0, sums.y > noise, sums.z > noise else { return 0 }
      let correlation = min(1, sums.x / (sums.y * sums.z).squareRoot())
      let similarity = correlation * degrees / (degrees + shrinkage)
      return (1..<amplification).reduce(similarity) { power, _ in power * similarity }
    }
  }

  /// [rows] end of each row in the other two.
  private(set) var ends: [Int] = []
  /// Columns of the matrix, ascending in each row.
  private(set) var columns: [Int32] = []
  /// Weights, all above 0.
  private(set) var weights: [Float] = []

  init() {}

  /// Computes the rows of a range of columns.
  ///
  /// - Complexity: O(sum over the users of each item of their ratings); 28 bytes of scratch an item.
  init(_ range: Range<Int>, of matrix: ResidualMatrix, _ rule: Rule) {
    let room = Room(columns: matrix.items.count)
    defer { room.free() }
    for column in range {
      room.add(column, of: matrix)
      let found = room.harvest(rule, leavingOut: column)
      append(room, found, limit: rule.limit)
    }
  }

  /// Appends a row: the largest of the similarities found.
  private mutating func append(_ room: Room, _ found: Int, limit: Int) {
    if found <= limit {
      columns += UnsafeBufferPointer(start: room.columns, count: found)
      weights += UnsafeBufferPointer(start: room.weights, count: found)
    } else {
      room.copy.update(from: room.weights, count: found)
      var largest = Largest(limit, of: UnsafeMutableBufferPointer(start: room.copy, count: found))
      for i in 0..<found where largest.takes(room.weights[i]) {
        columns.append(room.columns[i])
        weights.append(room.weights[i])
      }
    }
    ends.append(columns.count)
  }
}

/// Scratch memory for computing one row after the other.
private struct Room {
  /// Columns with one touched mark in common, so that a search for touched columns costs little.
  private static let group = 16

  private let count: Int
  /// [columns] sum(x_i x_j), sum(x_i^2), sum(x_j^2) and n for the row's item i; zeros between rows.
  private let sums: UnsafeMutablePointer<SIMD4<Float>>
  private let isTouched: UnsafeMutablePointer<Bool>
  /// Columns found in a row, ascending, and their weights.
  let columns: UnsafeMutablePointer<Int32>
  let weights: UnsafeMutablePointer<Float>
  /// Copy of the weights, as long as they are.
  let copy: UnsafeMutablePointer<Float>

  init(columns count: Int) {
    self.count = count
    let groups = (count + Self.group - 1) / Self.group
    // Whole groups, so that no loop has to check for the end.
    sums = .allocate(capacity: groups * Self.group)
    sums.initialize(repeating: .zero, count: groups * Self.group)
    isTouched = .allocate(capacity: groups)
    isTouched.initialize(repeating: false, count: groups)
    // One more, because entries that are not taken are written too.
    columns = .allocate(capacity: count + 1)
    columns.initialize(repeating: 0, count: count + 1)
    weights = .allocate(capacity: count + 1)
    weights.initialize(repeating: 0, count: count + 1)
    copy = .allocate(capacity: count + 1)
    copy.initialize(repeating: 0, count: count + 1)
  }

  func free() {
    sums.deallocate()
    isTouched.deallocate()
    columns.deallocate()
    weights.deallocate()
    copy.deallocate()
  }

  /// Adds up the sums of one item with all items that its users rated.
  func add(_ column: Int, of matrix: ResidualMatrix) {
    matrix.rows.withUnsafeBufferPointer { rows in
      for own in matrix.columns[matrix.columnStarts[column]..<matrix.columnStarts[column + 1]] {
        let user = Int(own.index)
        let (x, square) = (own.residual, own.residual * own.residual)
        for other in rows[matrix.rowStarts[user]..<matrix.rowStarts[user + 1]] {
          let (j, y) = (Int(other.index), other.residual)
          sums[j] += SIMD4(x * y, square, y * y, 1)
          isTouched[j / Self.group] = true
        }
      }
    }
  }

  /// Turns sums into weights and clears the sums.
  ///
  /// - Returns: the number of weights above 0.
  func harvest(_ rule: SimilarityRows.Rule, leavingOut column: Int) -> Int {
    sums[column] = .zero
    // Always written, and counted only if it is positive: a branch would be mispredicted half the time.
    var candidates = 0
    for mark in 0..<(count + Self.group - 1) / Self.group where isTouched[mark] {
      for j in mark * Self.group..<(mark + 1) * Self.group {
        columns[candidates] = Int32(truncatingIfNeeded: j)
        candidates += min(sums[j].x, sums[j].w - 1) > 0 ? 1 : 0
      }
    }
    var found = 0
    for i in 0..<candidates {
      let weight = rule.weight(sums[Int(columns[i])])
      columns[found] = columns[i]
      weights[found] = weight
      found += weight > 0 ? 1 : 0
    }
    for mark in 0..<(count + Self.group - 1) / Self.group where isTouched[mark] {
      (sums + mark * Self.group).update(repeating: .zero, count: Self.group)
      isTouched[mark] = false
    }
    return found
  }
}
