extension Reference {
  /// y[i] += a x[i].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func axpy<Real: BinaryFloatingPoint>(
    _ n: Int, _ a: Real, _ x: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { y[i] += a * x[i] }
  }

  /// x[i] *= a.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func scale<Real: BinaryFloatingPoint>(
    _ n: Int, _ a: Real, _ x: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { x[i] *= a }
  }

  /// out[i] = x[i] + y[i].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func add<Real: BinaryFloatingPoint>(
    _ n: Int, _ x: UnsafePointer<Real>, _ y: UnsafePointer<Real>, _ out: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { out[i] = x[i] + y[i] }
  }

  /// out[i] = x[i] - y[i].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func subtract<Real: BinaryFloatingPoint>(
    _ n: Int, _ x: UnsafePointer<Real>, _ y: UnsafePointer<Real>, _ out: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { out[i] = x[i] - y[i] }
  }

  /// out[i] = x[i] y[i].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func multiply<Real: BinaryFloatingPoint>(
    _ n: Int, _ x: UnsafePointer<Real>, _ y: UnsafePointer<Real>, _ out: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { out[i] = x[i] * y[i] }
  }

  /// out[i] += x[i] y[i].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func multiplyAdd<Real: BinaryFloatingPoint>(
    _ n: Int, _ x: UnsafePointer<Real>, _ y: UnsafePointer<Real>, _ out: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { out[i] += x[i] * y[i] }
  }
}
