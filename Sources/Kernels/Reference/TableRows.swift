extension Reference {
  /// out[r, :] = table[indices[r], :].
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func gatherRows<Real: BinaryFloatingPoint>(
    _ count: Int, _ columns: Int, _ table: UnsafePointer<Real>, _ indices: UnsafePointer<Int32>,
    _ out: UnsafeMutablePointer<Real>, _ ldo: Int
  ) {
    for r in 0..<count {
      for c in 0..<columns { out[r * ldo + c] = table[Int(indices[r]) * columns + c] }
    }
  }

  /// table[indices[r], :] += x[r, :], r in order.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func scatterAddRows<Real: BinaryFloatingPoint>(
    _ count: Int, _ columns: Int, _ x: UnsafePointer<Real>, _ ldx: Int,
    _ indices: UnsafePointer<Int32>, _ table: UnsafeMutablePointer<Real>
  ) {
    for r in 0..<count {
      for c in 0..<columns { table[Int(indices[r]) * columns + c] += x[r * ldx + c] }
    }
  }

  /// out[:] += weights[r] table[indices[r], :], r in order; if `weights` is nil, all are 1.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func addIndexedRows<Real: BinaryFloatingPoint>(
    _ count: Int, _ columns: Int, _ weights: UnsafePointer<Real>?, _ table: UnsafePointer<Real>,
    _ ldt: Int, _ indices: UnsafePointer<Int32>, _ out: UnsafeMutablePointer<Real>
  ) {
    for r in 0..<count {
      for c in 0..<columns { out[c] += (weights?[r] ?? 1) * table[Int(indices[r]) * ldt + c] }
    }
  }
}
