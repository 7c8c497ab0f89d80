extension Reference {
  /// out[r] = x[r, :] . y[r, :].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func rowDots<Real: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Real>, _ ldx: Int, _ y: UnsafePointer<Real>,
    _ ldy: Int, _ out: UnsafeMutablePointer<Real>
  ) {
    for r in 0..<rows { out[r] = dot(columns, x + r * ldx, y + r * ldy) }
  }

  /// out[r, :] += a[r] x[r, :].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func addScaledRows<Real: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Real>, _ x: UnsafePointer<Real>, _ ldx: Int,
    _ out: UnsafeMutablePointer<Real>, _ ldo: Int
  ) {
    for r in 0..<rows { axpy(columns, a[r], x + r * ldx, out + r * ldo) }
  }

  /// x[r, :] += bias, for every row.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func addToRows<Real: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ bias: UnsafePointer<Real>, _ x: UnsafeMutablePointer<Real>,
    _ ldx: Int
  ) {
    for r in 0..<rows { axpy(columns, 1, bias, x + r * ldx) }
  }

  /// out[c] += the sum over r of x[r, c].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func sumRows<Real: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Real>, _ ldx: Int,
    _ out: UnsafeMutablePointer<Real>
  ) {
    for r in 0..<rows { axpy(columns, 1, x + r * ldx, out) }
  }
}
