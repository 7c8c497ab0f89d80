/// The moments of columns and a target, from which the least-squares combination follows.
///
/// Everything is in Double. Moments are taken around constants near the means, which loses no digits
/// to the difference of large numbers.
package struct LeastSquares: Sendable {
  private let columns: Int
  private let origin: Double
  private(set) var count = 0.0
  /// [columns + 1] the sums of the columns and, last, of the target.
  private var sums: [Double]
  /// [columns + 1, columns + 1] the sums of their products; the lower triangle counts.
  private var products: [Double]

  /// - Parameter origin: a number near all values.
  package init(columns: Int, origin: Double) {
    self.columns = columns
    self.origin = origin
    sums = Array(repeating: 0, count: columns + 1)
    products = Array(repeating: 0, count: (columns + 1) * (columns + 1))
  }

  /// Takes in one row: its columns and, last, the target.
  package mutating func add(_ row: [Double]) {
    count += 1
    for i in 0...columns {
      let x = row[i] - origin
      sums[i] += x
      for j in 0...i { products[i * (columns + 1) + j] += x * (row[j] - origin) }
    }
  }

  /// Takes in all rows of another.
  package mutating func add(_ other: LeastSquares) {
    count += other.count
    for i in sums.indices { sums[i] += other.sums[i] }
    for i in products.indices { products[i] += other.products[i] }
  }

  /// The weights of the columns and a constant with the smallest squared error over all rows.
  ///
  /// A billionth of the columns' mean variance is added to each, so that columns that are alike, or
  /// constant, share their weight instead of failing. - Precondition: there are rows.
  package func solve() -> (weights: [Double], constant: Double) {
    precondition(count > 0, "a combination is fitted to rows")
    let width = columns + 1
    func covariance(_ i: Int, _ j: Int) -> Double {
      (products[max(i, j) * width + min(i, j)] - sums[i] * sums[j] / count) / count
    }
    let trace = (0..<columns).reduce(0) { $0 + covariance($1, $1) }
    let ridge = max(trace / Double(max(columns, 1)) * 1e-9, .leastNormalMagnitude)
    let matrix = (0..<columns).map { i in
      (0..<columns).map { j in covariance(i, j) + (i == j ? ridge : 0) }
    }
    let weights =
      trace > 0
      ? Self.solve(matrix, (0..<columns).map { covariance($0, columns) })
      : Array(repeating: 0, count: columns)
    let mean = sums.map { origin + $0 / count }
    let explained = zip(weights, mean).reduce(0) { $0 + $1.0 * $1.1 }
    return (weights, mean[columns] - explained)
  }

  /// Solves a symmetric positive definite system by Cholesky's factorisation.
  private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    let n = right.count
    var factor = matrix
    for j in 0..<n {
      for k in 0..<j { factor[j][j] -= factor[j][k] * factor[j][k] }
      // Rounding may leave a little less than nothing of a column that others make up.
      factor[j][j] = max(factor[j][j], .leastNormalMagnitude).squareRoot()
      for i in j + 1..<max(n, j + 1) {
        for k in 0..<j { factor[i][j] -= factor[i][k] * factor[j][k] }
        factor[i][j] /= factor[j][j]
      }
    }
    var x = right
    for i in 0..<n {
      for k in 0..<i { x[i] -= factor[i][k] * x[k] }
      x[i] /= factor[i][i]
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<max(n, i + 1) { x[i] -= factor[k][i] * x[k] }
      x[i] /= factor[i][i]
    }
    return x
  }
}
