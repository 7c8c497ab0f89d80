/// Weights by which predictions are added up, fitted by least squares and held towards equal ones:
/// the w that minimises
///
///     sum over ratings (r - w . p)^2 + lambda |w - 1 / M|^2
///
/// with r and the M predictions p as differences from a common mean (Breiman 1996, stacked
/// regressions, with a ridge in place of his constraint).
struct StackedWeights {
  /// [M, M] sum of p p'.
  private var products: [[Double]]
  /// [M] sum of p r.
  private var targets: [Double]
  private let lambda: Double

  init(members: Int, lambda: Double) {
    products = Array(repeating: Array(repeating: 0, count: members), count: members)
    targets = Array(repeating: 0, count: members)
    self.lambda = lambda
  }

  mutating func add(_ predictions: [Double], target: Double) {
    for i in targets.indices {
      targets[i] += predictions[i] * target
      for j in targets.indices { products[i][j] += predictions[i] * predictions[j] }
    }
  }

  /// - Complexity: O(M^3)
  func solved() -> [Double] {
    let count = targets.count
    var (matrix, right) = (products, targets)
    for i in 0..<count {
      matrix[i][i] += lambda
      right[i] += lambda / Double(count)
    }
    // Gaussian elimination; the matrix is positive definite, so no pivot is zero.
    for i in 0..<count {
      for j in i + 1..<max(count, i + 1) {
        let factor = matrix[j][i] / matrix[i][i]
        for k in i..<count { matrix[j][k] -= factor * matrix[i][k] }
        right[j] -= factor * right[i]
      }
    }
    for i in (0..<count).reversed() {
      for j in i + 1..<max(count, i + 1) { right[i] -= matrix[i][j] * right[j] }
      right[i] /= matrix[i][i]
    }
    return right
  }
}
