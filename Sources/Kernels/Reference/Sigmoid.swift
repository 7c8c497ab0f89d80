extension Reference {
  /// Returns 1 / (1 + e^-x). It never raises e to a positive power, which could overflow.
  @inline(__always)
  static func logistic<Real: ReferenceReal>(_ x: Real) -> Real {
    let e = Real.exponential(-x.magnitude)
    return x < 0 ? e / (1 + e) : 1 / (1 + e)
  }

  /// y[i] = 1 / (1 + e^-x[i]).
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func sigmoid<Real: ReferenceReal>(
    _ n: Int, _ x: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { y[i] = logistic(x[i]) }
  }

  /// dx[i] += dy[i] y[i] (1 - y[i]).
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func sigmoidBackward<Real: BinaryFloatingPoint>(
    _ n: Int, _ y: UnsafePointer<Real>, _ dy: UnsafePointer<Real>, _ dx: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { dx[i] += dy[i] * y[i] * (1 - y[i]) }
  }
}
