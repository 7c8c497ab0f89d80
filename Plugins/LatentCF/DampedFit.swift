/// One step of Gauss and Newton towards the minimum of sum_s (y_s - f_s(v))^2 + ridge |v - v0|^2,
/// where f is linearised at v: f(v + d) = f + J d.
///
/// With fewer rows than unknowns the step is cheapest in the rows' space: v = v0 + J' a, where
/// (J J' + ridge) a = y - f + J (v - v0). In double precision.
struct DampedFit {
  /// - Parameters:
  ///   - v: [columns] moved.
  ///   - center: [columns] v0.
  ///   - errors: [rows] y - f(v).
  ///   - j: [rows, columns]
  ///   - ridge: positive.
  /// - Complexity: O(rows^2 (rows + columns)).
  static func step(
    _ v: inout [Float], center: [Float], errors: [Float], j: UnsafePointer<Float>, ridge: Double
  ) {
    let (rows, columns) = (errors.count, v.count)
    var matrix = [Double](repeating: 0, count: rows * rows)
    var right = errors.map(Double.init)
    for r in 0..<rows {
      let row = j + r * columns
      for k in 0..<columns { right[r] += Double(row[k]) * Double(v[k] - center[k]) }
      for s in 0...r {
        var sum: Float = 0
        for k in 0..<columns { sum += row[k] * j[s * columns + k] }
        matrix[r * rows + s] = Double(sum)
      }
      matrix[r * rows + r] += ridge
    }
    solve(&matrix, &right)
    v = center
    for r in 0..<rows {
      for k in 0..<columns { v[k] += Float(right[r]) * j[r * columns + k] }
    }
  }

  /// Solves A x = b by Cholesky's factorisation, x in place of b. Only the lower half of A is read.
  private static func solve(_ a: inout [Double], _ b: inout [Double]) {
    let n = b.count
    for i in 0..<n {
      for j in 0...i {
        var sum = a[i * n + j]
        for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
        a[i * n + j] = i == j ? sum.squareRoot() : sum / a[j * n + j]
      }
      for k in 0..<i { b[i] -= a[i * n + k] * b[k] }
      b[i] /= a[i * n + i]
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      for k in i + 1..<n { b[i] -= a[k * n + i] * b[k] }
      b[i] /= a[i * n + i]
    }
  }
}
