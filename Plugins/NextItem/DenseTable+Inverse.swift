import Debut

extension DenseTable {
  /// Rows and columns of a pivot block.
  private static let pivot = 128
  /// Columns that are updated at once, so that the scratch of a product stays in the cache.
  private static let chunk = 1024
  /// Blocks of rows between two looks at the request to stop.
  private static let blocksAtOnce = 24

  /// Replaces a symmetric positive definite matrix by minus its inverse. Only the lower triangle is read and
  /// written.
  ///
  /// Symmetric block elimination, the sweep operator (Goodnight 1979) over blocks K of rows and columns, with C
  /// the columns of K:
  ///
  ///     A_IJ -= C_I A_KK^-1 C_J',  A_IK = C_I A_KK^-1,  A_KK = -A_KK^-1
  ///
  /// It takes n^3 multiplications and additions, as a Cholesky factorisation and the inverse from it do, nearly
  /// all of them in products, and no second table. Pivot blocks are inverted in double precision. Rows are
  /// cut by n alone, so that the bits do not depend on the threads.
  ///
  /// - Throws: `EngineError.interrupted`.
  func sweep(_ run: TrainingContext) throws {
    let scratch = Panel(rows: count)
    for first in Swift.stride(from: 0, to: count, by: Self.pivot) {
      let width = min(Self.pivot, count - first)
      try run.checkGoesOn()
      run.progress("inverse", Double(first) / Double(count))
      collect(first..<first + width, scratch)
      let inverse = self.inverse(of: first, width)
      let blocks = (count + Self.pivot - 1) / Self.pivot
      for start in Swift.stride(from: 0, to: blocks, by: Self.blocksAtOnce) {
        try run.checkGoesOn()
        run.compute.workers.run(shards: min(Self.blocksAtOnce, blocks - start)) { shard in
          multiply(start + shard, first, width, inverse, scratch)
        }
      }
      for start in Swift.stride(from: 0, to: blocks, by: Self.blocksAtOnce) {
        try run.checkGoesOn()
        // The longest rows first, so that no thread is left with them at the end.
        run.compute.workers.run(shards: min(Self.blocksAtOnce, blocks - start)) { shard in
          update(blocks - 1 - start - shard, width, scratch)
        }
      }
      writeBack(first..<first + width, inverse, scratch)
    }
  }

  /// The columns of a pivot block and their product with its inverse, [rows, pivot] each.
  private struct Panel {
    let columns: FloatBuffer
    /// Minus C A_KK^-1, because products add.
    let products: FloatBuffer

    init(rows: Int) {
      columns = FloatBuffer(count: rows * DenseTable.pivot)
      products = FloatBuffer(count: rows * DenseTable.pivot)
    }
  }

  /// Copies the columns of a pivot block, those above it from their mirror image; zeros for its own rows.
  private func collect(_ pivots: Range<Int>, _ panel: Panel) {
    for i in 0..<count {
      let target = panel.columns.base + i * Self.pivot
      if i < pivots.lowerBound {
        for (k, pivot) in pivots.enumerated() { target[k] = row(pivot)[i] }
      } else if pivots.contains(i) {
        target.update(repeating: 0, count: pivots.count)
      } else {
        target.update(from: row(i) + pivots.lowerBound, count: pivots.count)
      }
    }
  }

  /// Returns the inverse of a pivot block, [pivot, pivot].
  private func inverse(of first: Int, _ width: Int) -> FloatBuffer {
    var block = [Double](repeating: 0, count: width * width)
    for i in 0..<width {
      for j in 0...i {
        block[i * width + j] = Double(row(first + i)[first + j])
        block[j * width + i] = block[i * width + j]
      }
    }
    invert(&block, width)
    let result = FloatBuffer(count: width * Self.pivot)
    for i in 0..<width {
      for j in 0..<width { result.base[i * Self.pivot + j] = Float(block[i * width + j]) }
    }
    return result
  }

  /// Inverts a symmetric positive definite matrix by sweeping one row after the other.
  private func invert(_ a: inout [Double], _ n: Int) {
    a.withUnsafeMutableBufferPointer { a in
      for k in 0..<n {
        let d = 1 / a[k * n + k]
        for i in 0..<n where i != k {
          let factor = a[i * n + k] * d
          for j in 0..<n where j != k { a[i * n + j] -= factor * a[k * n + j] }
        }
        for i in 0..<n where i != k {
          a[i * n + k] *= d
          a[k * n + i] = a[i * n + k]
        }
        a[k * n + k] = -d
      }
      for i in 0..<n * n { a[i] = -a[i] }
    }
  }

  private func rows(of block: Int) -> Range<Int> {
    block * Self.pivot..<min((block + 1) * Self.pivot, count)
  }

  /// Writes minus C A_KK^-1 for a block of rows.
  private func multiply(
    _ block: Int, _ first: Int, _ width: Int, _ inverse: FloatBuffer, _ panel: Panel
  ) {
    let rows = rows(of: block)
    let target = panel.products.base + rows.lowerBound * Self.pivot
    let size = kernels.gemmScratch(rows.count, 1, width)
    withUnsafeTemporaryAllocation(byteCount: size * 4 + 64, alignment: 64) { memory in
      guard let scratch = memory.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      kernels.gemm(
        false, false, rows.count, width, width, panel.columns.base + rows.lowerBound * Self.pivot,
        Self.pivot, inverse.base, Self.pivot, false, target, Self.pivot, scratch)
    }
    kernels.scale(rows.count * Self.pivot, -1, target)
  }

  /// Subtracts C_I A_KK^-1 C_J' from a block of rows, up to its diagonal.
  private func update(_ block: Int, _ width: Int, _ panel: Panel) {
    let rows = rows(of: block)
    let size = kernels.gemmScratch(rows.count, Self.chunk, width)
    withUnsafeTemporaryAllocation(byteCount: size * 4 + 64, alignment: 64) { memory in
      guard let scratch = memory.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      for column in Swift.stride(from: 0, to: rows.upperBound, by: Self.chunk) {
        kernels.gemm(
          false, true, rows.count, min(Self.chunk, rows.upperBound - column), width,
          panel.products.base + rows.lowerBound * Self.pivot, Self.pivot,
          panel.columns.base + column * Self.pivot, Self.pivot, true,
          row(rows.lowerBound) + column, stride, scratch)
      }
    }
  }

  /// Writes the pivot block and its columns.
  private func writeBack(_ pivots: Range<Int>, _ inverse: FloatBuffer, _ panel: Panel) {
    for i in 0..<count {
      let product = panel.products.base + i * Self.pivot
      if i < pivots.lowerBound {
        for (k, pivot) in pivots.enumerated() { row(pivot)[i] = -product[k] }
      } else if pivots.contains(i) {
        let own = inverse.base + (i - pivots.lowerBound) * Self.pivot
        for (k, pivot) in pivots.enumerated() { row(i)[pivot] = -own[k] }
      } else {
        for (k, pivot) in pivots.enumerated() { row(i)[pivot] = -product[k] }
      }
    }
  }
}
