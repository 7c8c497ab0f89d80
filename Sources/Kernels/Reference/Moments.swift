extension Reference {
  /// out[i, j] += sum over r of x_r[i] x_r[j] for j <= i < d, with x_r = table[indices[r], :], weighted[i] += sum over r
  /// of weights[r] x_r[i] for i < d, and sums[c] += sum over r of x_r[c] for c < columns.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func addMoments<Real: BinaryFloatingPoint>(
    _ count: Int, _ d: Int, _ columns: Int, _ weights: UnsafePointer<Real>,
    _ table: UnsafePointer<Real>, _ ldt: Int, _ indices: UnsafePointer<Int32>,
    _ out: UnsafeMutablePointer<Real>, _ ldo: Int, _ weighted: UnsafeMutablePointer<Real>,
    _ sums: UnsafeMutablePointer<Real>
  ) {
    for r in 0..<count {
      let x = table + Int(indices[r]) * ldt
      for c in 0..<columns { sums[c] += x[c] }
      for i in 0..<d {
        weighted[i] += weights[r] * x[i]
        for j in 0...i { out[i * ldo + j] += x[i] * x[j] }
      }
    }
  }
}
