extension Reference {
  /// y[i] = tanh x[i].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func tanh<Real: ReferenceReal>(
    _ n: Int, _ x: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { y[i] = Real.hyperbolicTangent(x[i]) }
  }

  /// dx[i] += dy[i] (1 - y[i]^2).
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func tanhBackward<Real: BinaryFloatingPoint>(
    _ n: Int, _ y: UnsafePointer<Real>, _ dy: UnsafePointer<Real>, _ dx: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { dx[i] += dy[i] * (1 - y[i] * y[i]) }
  }
}
