extension Reference {
  /// y[r, :] = softmax x[r, :].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func softmax<Real: ReferenceReal>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>
  ) {
    for r in 0..<rows {
      let x = x + r * columns
      let y = y + r * columns
      var largest = -Real.infinity
      for c in 0..<columns { largest = max(largest, x[c]) }
      var total: Real = 0
      for c in 0..<columns {
        y[c] = Real.exponential(x[c] - largest)
        total += y[c]
      }
      for c in 0..<columns { y[c] /= total }
    }
  }

  /// dx[r, :] += y (dy - y . dy).
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func softmaxBackward<Real: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ y: UnsafePointer<Real>, _ dy: UnsafePointer<Real>,
    _ dx: UnsafeMutablePointer<Real>
  ) {
    for r in 0..<rows {
      let start = r * columns
      let projection = dot(columns, y + start, dy + start)
      for i in start..<start + columns { dx[i] += y[i] * (dy[i] - projection) }
    }
  }

  /// out[r] = log of the sum of e^x[r, :]. An infinite maximum is the result itself.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func logSumExp<Real: ReferenceReal>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Real>, _ out: UnsafeMutablePointer<Real>
  ) {
    for r in 0..<rows {
      let x = x + r * columns
      var largest = -Real.infinity
      for c in 0..<columns { largest = max(largest, x[c]) }
      var total: Real = 0
      for c in 0..<columns { total += Real.exponential(x[c] - largest) }
      out[r] = largest.isInfinite ? largest : largest + Real.logarithm(total)
    }
  }

  /// most[r] = max x[r, :]; x[r, :] = e^(x[r, :] - most[r]); total[r] = the sum of these.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func expRows<Real: ReferenceReal>(
    _ rows: Int, _ columns: Int, _ x: UnsafeMutablePointer<Real>, _ ldx: Int,
    _ most: UnsafeMutablePointer<Real>, _ total: UnsafeMutablePointer<Real>
  ) {
    guard columns > 0 else { return }
    for r in 0..<rows {
      let x = x + r * ldx
      most[r] = -Real.infinity
      for c in 0..<columns { most[r] = max(most[r], x[c]) }
      total[r] = 0
      for c in 0..<columns {
        x[c] = Real.exponential(x[c] - most[r])
        total[r] += x[c]
      }
    }
  }
}
