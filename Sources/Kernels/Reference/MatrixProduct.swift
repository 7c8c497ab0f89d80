extension Reference {
  /// C[m, n] = op(A)[m, k] op(B)[k, n], or C += if `accumulate`.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func gemm<Real: BinaryFloatingPoint>(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Real>,
    _ lda: Int, _ b: UnsafePointer<Real>, _ ldb: Int, _ accumulate: Bool,
    _ c: UnsafeMutablePointer<Real>, _ ldc: Int
  ) {
    for i in 0..<m {
      for j in 0..<n {
        var total: Real = 0
        for p in 0..<k {
          total +=
            a[transposeA ? p * lda + i : i * lda + p] * b[transposeB ? j * ldb + p : p * ldb + j]
        }
        c[i * ldc + j] = accumulate ? c[i * ldc + j] + total : total
      }
    }
  }

  /// Writes op(B) row after row: the reference's packed form is the matrix itself, [k, n] with n as
  /// its ld.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func packB<Real: BinaryFloatingPoint>(
    _ transposeB: Bool, _ n: Int, _ k: Int, _ b: UnsafePointer<Real>, _ ldb: Int,
    _ packed: UnsafeMutablePointer<Real>
  ) {
    for p in 0..<k {
      for j in 0..<n { packed[p * n + j] = b[transposeB ? j * ldb + p : p * ldb + j] }
    }
  }
}
