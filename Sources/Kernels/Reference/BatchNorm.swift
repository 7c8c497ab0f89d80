extension Reference {
  /// Computes mean[c] and variance[c] (biased) of each column; zeros if there are no rows.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func columnMoments<Real: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Real>, _ ldx: Int,
    _ mean: UnsafeMutablePointer<Real>, _ variance: UnsafeMutablePointer<Real>
  ) {
    for c in 0..<columns {
      var total: Real = 0
      for r in 0..<rows { total += x[r * ldx + c] }
      let average = total / Real(max(rows, 1))
      var squares: Real = 0
      for r in 0..<rows {
        let distance = x[r * ldx + c] - average
        squares += distance * distance
      }
      mean[c] = average
      variance[c] = squares / Real(max(rows, 1))
    }
  }

  /// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func normaliseColumns<Real: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Real>, _ ldx: Int, _ mean: UnsafePointer<Real>,
    _ variance: UnsafePointer<Real>, _ epsilon: Real, _ gamma: UnsafePointer<Real>,
    _ beta: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>, _ ldy: Int
  ) {
    for c in 0..<columns {
      let factor = gamma[c] / (variance[c] + epsilon).squareRoot()
      for r in 0..<rows { y[r * ldy + c] = (x[r * ldx + c] - mean[c]) * factor + beta[c] }
    }
  }

  /// Adds the gradients through batch moments: with u = (x - mean) / sqrt(variance + epsilon),
  /// dbeta += sum dy, dgamma += sum dy u, and
  /// dx += gamma / sqrt(variance + epsilon) (dy - mean(dy) - u mean(dy u)).
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func normaliseColumnsBackward<Real: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Real>, _ ldx: Int, _ mean: UnsafePointer<Real>,
    _ variance: UnsafePointer<Real>, _ epsilon: Real, _ gamma: UnsafePointer<Real>,
    _ dy: UnsafePointer<Real>, _ lddy: Int, _ dx: UnsafeMutablePointer<Real>, _ lddx: Int,
    _ dgamma: UnsafeMutablePointer<Real>, _ dbeta: UnsafeMutablePointer<Real>
  ) {
    for c in 0..<columns {
      let inverse = 1 / (variance[c] + epsilon).squareRoot()
      var sumOfGradients: Real = 0
      var sumOfProducts: Real = 0
      for r in 0..<rows {
        let u = (x[r * ldx + c] - mean[c]) * inverse
        sumOfGradients += dy[r * lddy + c]
        sumOfProducts += dy[r * lddy + c] * u
      }
      dbeta[c] += sumOfGradients
      dgamma[c] += sumOfProducts
      for r in 0..<rows {
        let u = (x[r * ldx + c] - mean[c]) * inverse
        dx[r * lddx + c] +=
          gamma[c] * inverse
          * (dy[r * lddy + c] - sumOfGradients / Real(rows) - u * sumOfProducts / Real(rows))
      }
    }
  }
}
