extension Reference {
  /// y[i] = e^x[i].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func exp<Real: ReferenceReal>(
    _ n: Int, _ x: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n { y[i] = Real.exponential(x[i]) }
  }
}
