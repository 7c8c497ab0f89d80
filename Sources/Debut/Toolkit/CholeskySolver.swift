/// The solver of small dense systems in double precision: A x = b with a symmetric positive definite
/// A, by Cholesky's factorisation.
///
/// The kernel `choleskySolve` solves many systems at once in single precision.
///
/// - Stability: evolving.
public enum CholeskySolver {
  /// Solves A x = b.
  ///
  /// - Parameters:
  ///   - a: [n, n] by rows. Only the lower triangle is read; it holds the factor on return.
  ///   - b: [n] the right-hand side; the solution on return.
  ///   - smallestPivot: the value in place of a smaller pivot, which rounding leaves if A is almost
  ///     singular. If it is nil, the solution of such a system is NaN.
  /// - Complexity: O(n^3).
  public static func solve(_ a: inout [Double], _ b: inout [Double], smallestPivot: Double? = nil) {
    let n = b.count
    precondition(a.count == n * n, "a system has as many equations as unknowns")
    for i in 0..<n {
      for j in 0...i {
        var sum = a[i * n + j]
        for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
        if i == j {
          a[i * n + i] = (smallestPivot.map { max(sum, $0) } ?? sum).squareRoot()
        } else {
          a[i * n + j] = sum / a[j * n + j]
        }
      }
      for k in 0..<i { b[i] -= a[i * n + k] * b[k] }
      b[i] /= a[i * n + i]
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<n { b[i] -= a[k * n + i] * b[k] }
      b[i] /= a[i * n + i]
    }
  }
}
