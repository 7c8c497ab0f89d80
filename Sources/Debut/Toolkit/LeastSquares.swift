/// The moments of columns and a target, from which the least-squares combination of the columns
/// follows: stacking (Breiman 1996), if the columns are predictions of several models.
///
/// Everything is in Double. Moments are taken around a constant near the means, because the difference
/// of large numbers would lose digits.
///
/// - Stability: evolving.
public struct LeastSquares: Sendable {
  private let columns: Int
  private let origin: Double
  private var count = 0.0
  /// [columns + 1] sums of the columns and, last, of the target.
  private var sums: [Double]
  /// [columns + 1, columns + 1] sums of their products; only the lower triangle is in use.
  private var products: [Double]

  /// Creates empty moments.
  ///
  /// - Parameters:
  ///   - columns: number of columns besides the target.
  ///   - origin: a number near all values, which is subtracted from each.
  public init(columns: Int, origin: Double) {
    self.columns = columns
    self.origin = origin
    sums = Array(repeating: 0, count: columns + 1)
    products = Array(repeating: 0, count: (columns + 1) * (columns + 1))
  }

  /// Adds one row: its columns and, last, the target.
  public mutating func add(_ row: [Double]) {
    count += 1
    for i in 0...columns {
      let x = row[i] - origin
      sums[i] += x
      for j in 0...i { products[i * (columns + 1) + j] += x * (row[j] - origin) }
    }
  }

  /// Adds all rows of another.
  ///
  /// - Precondition: the other has the same columns and origin.
  public mutating func add(_ other: LeastSquares) {
    count += other.count
    for i in sums.indices { sums[i] += other.sums[i] }
    for i in products.indices { products[i] += other.products[i] }
  }

  /// Returns the weights of the columns and a constant with the smallest squared error over all rows.
  ///
  /// A billionth of the columns' mean variance is added to each variance, so that columns that are
  /// alike, or constant, share their weight instead of failing.
  ///
  /// - Precondition: there are rows.
  public func solve() -> (weights: [Double], constant: Double) {
    precondition(count > 0, "a combination is fitted to rows")
    let width = columns + 1
    func covariance(_ i: Int, _ j: Int) -> Double {
      (products[max(i, j) * width + min(i, j)] - sums[i] * sums[j] / count) / count
    }
    // Below the rounding of the sums there is no variance to fit to.
    let squares = (0..<columns).reduce(0) { $0 + products[$1 * width + $1] / count }
    let variance = (0..<columns).reduce(0) { $0 + covariance($1, $1) }
    let trace = variance > 1e-12 * squares ? variance : 0
    let ridge = max(trace / Double(max(columns, 1)) * 1e-9, .leastNormalMagnitude)
    var weights = (0..<columns).map { trace > 0 ? covariance($0, columns) : 0 }
    if trace > 0 {
      var matrix = (0..<columns).flatMap { i in
        (0..<columns).map { j in covariance(i, j) + (i == j ? ridge : 0) }
      }
      // No pivot of the exact matrix is below the ridge; rounding may leave one.
      CholeskySolver.solve(&matrix, &weights, smallestPivot: ridge)
    }
    let mean = sums.map { origin + $0 / count }
    let explained = zip(weights, mean).reduce(0) { $0 + $1.0 * $1.1 }
    return (weights, mean[columns] - explained)
  }

  /// Returns the weights w, without a constant, that minimise
  ///
  ///     sum over rows (y - w . x)^2 + ridge |w - 1 / columns|^2
  ///
  /// with the columns x and the target y as differences from the origin.
  ///
  /// - Parameter ridge: strength of the pull towards equal weights; positive.
  public func weights(heldToEqualBy ridge: Double) -> [Double] {
    let width = columns + 1
    var matrix = [Double](repeating: 0, count: columns * columns)
    var weights = [Double](repeating: 0, count: columns)
    for i in 0..<columns {
      for j in 0...i { matrix[i * columns + j] = products[i * width + j] }
      matrix[i * columns + i] += ridge
      weights[i] = products[columns * width + i] + ridge / Double(columns)
    }
    CholeskySolver.solve(&matrix, &weights)
    return weights
  }
}
