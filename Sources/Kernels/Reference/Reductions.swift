extension Reference {
  /// Returns the sum of x.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func sum<Real: BinaryFloatingPoint>(
    _ n: Int, _ x: UnsafePointer<Real>
  ) -> Real {
    var total: Real = 0
    for i in 0..<n { total += x[i] }
    return total
  }

  /// Returns the sum of x[i] y[i].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func dot<Real: BinaryFloatingPoint>(
    _ n: Int, _ x: UnsafePointer<Real>, _ y: UnsafePointer<Real>
  ) -> Real {
    var total: Real = 0
    for i in 0..<n { total += x[i] * y[i] }
    return total
  }
}
