extension Reference {
  /// Solves x = A^-1 b for each system and computes A^-1, by A = L L' (Golub and Van Loan,
  /// section 4.2), entry by entry.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func choleskySolve<Real: BinaryFloatingPoint>(
    _ systems: Int, _ n: Int, _ a: UnsafePointer<Real>, _ lda: Int, _ b: UnsafePointer<Real>,
    _ ldb: Int, _ x: UnsafeMutablePointer<Real>, _ ldx: Int, _ inverse: UnsafeMutablePointer<Real>?,
    _ ldi: Int, _ scratch: UnsafeMutablePointer<Real>
  ) {
    for s in 0..<systems {
      factor(n, a + s * lda, into: scratch)
      for i in 0..<n { x[s * ldx + i] = b[s * ldb + i] }
      substitute(n, scratch, x + s * ldx)
      guard let inverse else { continue }
      // Column j of A^-1 solves A y = e_j; its entries from j on are the packed column.
      let y = scratch + n * (n + 1) / 2
      for j in 0..<n {
        for i in 0..<n { y[i] = i == j ? 1 : 0 }
        substitute(n, scratch, y)
        for i in j..<n { inverse[s * ldi + packedRow(i) + j] = y[i] }
      }
    }
  }

  /// Returns the index of the first entry of row i of a packed lower triangle.
  private static func packedRow(_ i: Int) -> Int { i * (i + 1) / 2 }

  private static func factor<Real: BinaryFloatingPoint>(
    _ n: Int, _ a: UnsafePointer<Real>, into l: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n {
      for j in 0...i {
        var rest = a[packedRow(i) + j]
        for k in 0..<j { rest -= l[packedRow(i) + k] * l[packedRow(j) + k] }
        l[packedRow(i) + j] = i == j ? rest.squareRoot() : rest / l[packedRow(j) + j]
      }
    }
  }

  /// Replaces y by the z with L L' z = y.
  private static func substitute<Real: BinaryFloatingPoint>(
    _ n: Int, _ l: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>
  ) {
    for i in 0..<n {
      for k in 0..<i { y[i] -= l[packedRow(i) + k] * y[k] }
      y[i] /= l[packedRow(i) + i]
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<max(n, i + 1) { y[i] -= l[packedRow(k) + i] * y[k] }
      y[i] /= l[packedRow(i) + i]
    }
  }
}
