extension Reference {
  /// Takes one step of Adam on n weights.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func adam<Real: BinaryFloatingPoint>(
    _ n: Int, _ stepSize: Real, _ beta1: Real, _ beta2: Real, _ sqrtCorrection2: Real,
    _ epsilon: Real, _ l2: Real, _ shrink: Real, _ w: UnsafeMutablePointer<Real>,
    _ g: UnsafePointer<Real>, _ m: UnsafeMutablePointer<Real>, _ v: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n {
      let gradient = g[i] + l2 * w[i]
      m[i] = beta1 * m[i] + (1 - beta1) * gradient
      v[i] = beta2 * v[i] + (1 - beta2) * gradient * gradient
      w[i] = w[i] * shrink - stepSize * m[i] / (v[i].squareRoot() / sqrtCorrection2 + epsilon)
    }
  }
}
