/// A matrix product, C[m, n] = op(A)[m, k] op(B)[k, n] + bias, cut into blocks of its output.
///
/// The cut affects only the speed, because the kernels compute every element of C alike in any
/// block. Even so, it depends on the shapes alone.
struct Product {
  var m: Int
  var n: Int
  var k: Int
  /// True if A is stored [k, m].
  var transposeA = false
  var a: UnsafePointer<Float>
  var lda: Int
  /// True if B is stored [n, k].
  var transposeB = false
  var b: UnsafePointer<Float>
  var ldb: Int
  /// op(B) as `packB` writes it, read instead of `b`; nil if not packed. Excludes `transposeA`.
  var packedB: UnsafePointer<Float>?
  /// True for C += instead of C =.
  var accumulate = false
  var c: UnsafeMutablePointer<Float>
  var ldc: Int
  /// [n] added to every row of C, or nil.
  var bias: UnsafePointer<Float>?

  /// Greatest number of rows of a flat product, which is cut along its columns and not packed
  /// beforehand.
  static let flatRows = 48
  /// Rows of C in a block when B is packed: whole register tiles of every variant.
  private static let rowsOfPacked = 24
  private static let rowsOfLongPacked = 96
  /// Columns of C in a block of a flat product.
  private static let columnsOfFlat = 64
  /// Flops that make a block worth the cost of a thread.
  private static let flopsOfBlock = 400_000
  /// Greatest number of blocks of rows if B is not packed: each packs all of B for itself.
  private static let maximumRowBlocks = 4

  /// Flops after which a block is looked at anew whether it is to go on.
  private static let flopsAtOnce = 1_000_000_000

  /// Rows and columns of C in one block.
  private var block: (rows: Int, columns: Int) {
    if packedB != nil {
      return (m <= 1024 ? Product.rowsOfPacked : Product.rowsOfLongPacked, n)
    }
    let worthwhile = max(1, 2 * m * n * k / Product.flopsOfBlock)
    if m <= Product.flatRows {
      let columns = worthwhile == 1 ? n : Product.columnsOfFlat
      return (m, columns)
    }
    let blocks = min(worthwhile, Product.maximumRowBlocks)
    return (shardCount(shardCount(m, blocks), 12) * 12, n)
  }

  /// Returns the product as work for the threads. Its scratch comes from `arena`, which must not be
  /// reset before the work is done.
  ///
  /// - Parameter stop: looked at amid blocks that take long; what is left of them is left out then.
  func work(on kernels: KernelTable, scratch arena: Arena, until stop: StepStop) -> Work {
    guard m > 0 && n > 0 else { return Work(shards: 0) { _ in } }
    let (rows, columns) = block
    let across = shardCount(n, columns)
    let shards = shardCount(m, rows) * across
    let scratchColumns = transposeB ? columns : 1
    let stride =
      packedB == nil ? shardCount(kernels.gemmScratch(rows, scratchColumns, k), 16) * 16 : 0
    let scratch = arena.floats(stride * shards)
    return Work(shards: shards) { shard in
      compute(
        firstRow: shard / across * rows, rows: rows, firstColumn: shard % across * columns,
        columns: columns, scratch: scratch + shard * stride, on: kernels, until: stop)
    }
  }

  /// Returns the rows of a product that some milliseconds compute, whole register tiles of every variant: where
  /// it is cut does not change its bits.
  static func rowsAtOnce(columns: Int, depth: Int) -> Int {
    max(flopsAtOnce / (2 * max(columns, 1) * max(depth, 1)) / 96 * 96, 96)
  }

  private func compute(
    firstRow: Int, rows: Int, firstColumn: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>, on kernels: KernelTable, until stop: StepStop
  ) {
    let rows = min(rows, m - firstRow)
    let size = Product.rowsAtOnce(columns: columns, depth: k)
    for first in Swift.stride(from: firstRow, to: firstRow + rows, by: size) {
      if first > firstRow, stop.check() { return }
      compute(
        firstRow: first, rows: min(size, firstRow + rows - first), firstColumn: firstColumn,
        columns: columns, scratch: scratch, on: kernels)
    }
  }

  private func compute(
    firstRow: Int, rows: Int, firstColumn: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>, on kernels: KernelTable
  ) {
    let columns = min(columns, n - firstColumn)
    let a = a + (transposeA ? firstRow : firstRow * lda)
    let c = c + firstRow * ldc + firstColumn
    if let packedB {
      kernels.gemmPacked(rows, columns, k, a, lda, packedB, accumulate, c, ldc)
    } else {
      let b = b + (transposeB ? firstColumn * ldb : firstColumn)
      kernels.gemm(
        transposeA, transposeB, rows, columns, k, a, lda, b, ldb, accumulate, c, ldc, scratch)
    }
    if let bias { kernels.addToRows(rows, columns, bias + firstColumn, c, ldc) }
  }
}
