import Debut

/// One step of Gauss and Newton towards the minimum of sum_s (y_s - f_s(v))^2 + ridge |v - v0|^2,
/// with f linearised at v: f(v + d) = f + J d.
///
/// With fewer rows than unknowns the step is cheapest in the rows' space: v = v0 + J' a, where
/// (J J' + ridge) a = y - f + J (v - v0). In double precision.
struct DampedFit {
  /// Moves v by one step.
  ///
  /// - Parameters:
  ///   - v: [columns]
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
    // No pivot of the exact matrix is below the ridge; rounding may leave one.
    CholeskySolver.solve(&matrix, &right, smallestPivot: ridge)
    v = center
    for r in 0..<rows {
      for k in 0..<columns { v[k] += Float(right[r]) * j[r * columns + k] }
    }
  }
}
