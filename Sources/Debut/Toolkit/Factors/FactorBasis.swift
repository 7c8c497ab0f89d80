/// An orthogonal basis of the vectors of a factorisation, whose predictions are the same in any.
struct FactorBasis {
  private let rank: Int
  /// [rank, rank] the basis vectors, one a row.
  private let vectors: FloatBuffer

  /// Finds the basis in which the products of an item's numbers, each item weighed by its ratings, are uncorrelated: the
  /// eigenvectors of sum over i of n_i V_i V_i'.
  ///
  /// - Parameters:
  ///   - side: the items; V is the mean without its first number.
  ///   - counts: [rows] n, the ratings of each.
  init(of side: FactorSide, counts: (Int) -> Int) {
    let (d, rank) = (side.layout.d, side.layout.d - 1)
    self.rank = rank
    var moments = [Double](repeating: 0, count: rank * rank)
    for row in 0..<side.rows {
      let n = Double(counts(row))
      guard n > 0 else { continue }
      let v = side.means.base + row * d + 1
      for i in 0..<rank {
        let scaled = n * Double(v[i])
        for j in 0...i { moments[i * rank + j] += scaled * Double(v[j]) }
      }
    }
    for i in 0..<rank {
      for j in 0..<i { moments[j * rank + i] = moments[i * rank + j] }
    }
    let columns = Self.eigenvectors(of: &moments, rank)
    vectors = FloatBuffer(count: rank * rank)
    for k in 0..<rank {
      for j in 0..<rank { vectors.base[k * rank + j] = Float(columns[j * rank + k]) }
    }
  }

  /// Sweeps after which what is left off the diagonal is rounding.
  private static let sweeps = 12

  /// Returns the eigenvectors of a symmetric matrix, one a column, and leaves the eigenvalues on its diagonal, by Jacobi's
  /// cyclic method (Golub and Van Loan 2013, algorithm 8.5.3).
  private static func eigenvectors(of a: inout [Double], _ n: Int) -> [Double] {
    var v = [Double](repeating: 0, count: n * n)
    for i in 0..<n { v[i * n + i] = 1 }
    let limit = 1e-14 * a.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<sweeps {
      var rest = 0.0
      for p in 0..<n { for q in 0..<p { rest += a[p * n + q] * a[p * n + q] } }
      guard rest > limit else { break }
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where a[p * n + q] != 0 {
          let theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n { rotate(&a, k * n + p, k * n + q, c, s) }
          for k in 0..<n { rotate(&a, p * n + k, q * n + k, c, s) }
          for k in 0..<n { rotate(&v, k * n + p, k * n + q, c, s) }
        }
      }
    }
    return v
  }

  private static func rotate(_ a: inout [Double], _ i: Int, _ j: Int, _ c: Double, _ s: Double) {
    (a[i], a[j]) = (c * a[i] - s * a[j], s * a[i] + c * a[j])
  }

  /// Turns rows of a side's table into the basis. Variances stay, and are those of the old one until the next fit.
  func turn(_ side: FactorSide, _ rows: Range<Int>, on kernels: KernelTable) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: rank) { memory in
      guard let turned = memory.baseAddress else { return }
      for row in rows {
        let f = side.table.base + row * side.layout.stride
        for vector in [f + 1, f + side.layout.e + 1] {
          kernels.rowDots(rank, rank, vectors.base, rank, vector, 0, turned)
          vector.update(from: turned, count: rank)
        }
      }
    }
  }
}
