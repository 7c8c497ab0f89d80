extension Reference {
  /// y[i] = max(x[i], 0); NaN stays NaN.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func relu<Real: BinaryFloatingPoint>(
    _ n: Int, _ x: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { y[i] = x[i] < 0 ? 0 : x[i] }
  }

  /// dx[i] += dy[i] if y[i] > 0.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func reluBackward<Real: BinaryFloatingPoint>(
    _ n: Int, _ y: UnsafePointer<Real>, _ dy: UnsafePointer<Real>, _ dx: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n where y[i] > 0 { dx[i] += dy[i] }
  }
}
