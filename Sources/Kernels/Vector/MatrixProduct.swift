import CKernelShims

// C[m, n] = op(A)[m, k] op(B)[k, n].
//
// C is cut into tiles of registers (Tiles.swift). A is read where it lies, whichever way it is stored: an
// element is broadcast, so its strides cost nothing. B is read by registers along n, so a B that is
// stored row by row needs no packing; a transposed B is packed first, into panels of `panelWidth`
// columns, [panel][k][panelWidth], the last one padded with zeros. What hangs over C's right edge runs
// as the same tile into a buffer on the stack, of which the columns that exist are copied.

/// Columns of a packed panel: two registers.
@inline(__always) var panelWidth: Int { 2 * lanes }

func packedCount(_ n: Int, _ k: Int) -> Int { (n + panelWidth - 1) / panelWidth * panelWidth * k }

func gemmScratch(_ m: Int, _ n: Int, _ k: Int) -> Int { packedCount(n, k) }

func packB(_ transposeB: Bool, _ n: Int, _ k: Int, _ b: In, _ ldb: Int, _ packed: Out) {
  var column = 0
  var panel = packed
  while column < n {
    let width = min(panelWidth, n - column)
    if transposeB {
      packTransposed(width, k, b + column * ldb, ldb, panel)
    } else {
      for p in 0..<k {
        (panel + p * panelWidth).update(from: b + p * ldb + column, count: width)
      }
    }
    if width < panelWidth {
      for p in 0..<k {
        (panel + p * panelWidth + width).update(repeating: 0, count: panelWidth - width)
      }
    }
    column += panelWidth
    panel += k * panelWidth
  }
}

/// Writes the transpose of `width` rows of b into a panel, four rows at a time.
private func packTransposed(_ width: Int, _ k: Int, _ b: In, _ ldb: Int, _ panel: Out) {
  var j = 0
  while j + 4 <= width {
    let r0 = b + j * ldb
    let r1 = r0 + ldb
    let r2 = r1 + ldb
    let r3 = r2 + ldb
    var out = panel + j
    for p in 0..<k {
      out[0] = r0[p]
      out[1] = r1[p]
      out[2] = r2[p]
      out[3] = r3[p]
      out += panelWidth
    }
    j += 4
  }
  while j < width {
    let row = b + j * ldb
    for p in 0..<k { panel[p * panelWidth + j] = row[p] }
    j += 1
  }
}

func gemm(
  _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: In, _ lda: Int,
  _ b: In, _ ldb: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int, _ scratch: Out
) {
  guard m > 0, n > 0 else { return }
  let rowStride = transposeA ? 1 : lda
  let stepStride = transposeA ? lda : 1
  if transposeB {
    packB(true, n, k, b, ldb, scratch)
    multiplyPacked(m, n, k, a, rowStride, stepStride, scratch, accumulate, c, ldc)
    return
  }
  let whole = n / panelWidth * panelWidth
  var column = 0
  while column < whole {
    tiles(
      m, 2, k, a, rowStride, stepStride, b + column, ldb, lanes, accumulate, c + column, ldc)
    column += panelWidth
  }
  if n - column >= lanes {
    tiles(m, 1, k, a, rowStride, stepStride, b + column, ldb, 0, accumulate, c + column, ldc)
    column += lanes
  }
  guard column < n else { return }
  // The last columns are fewer than a register: packed and padded, so that no load leaves B.
  let width = n - column
  for p in 0..<k {
    vector_store(scratch + p * lanes, vector_load_some(b + p * ldb + column, Int64(width)))
  }
  edge(
    m, width, 1, k, a, rowStride, stepStride, scratch, lanes, accumulate, c + column, ldc)
}

func gemmPacked(
  _ m: Int, _ n: Int, _ k: Int, _ a: In, _ lda: Int, _ packedB: In, _ accumulate: Bool, _ c: Out,
  _ ldc: Int
) {
  multiplyPacked(m, n, k, a, lda, 1, packedB, accumulate, c, ldc)
}

private func multiplyPacked(
  _ m: Int, _ n: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ packed: In,
  _ accumulate: Bool, _ c: Out, _ ldc: Int
) {
  var column = 0
  var panel = packed
  while column + panelWidth <= n {
    tiles(
      m, 2, k, a, rowStride, stepStride, panel, panelWidth, lanes, accumulate, c + column, ldc)
    column += panelWidth
    panel += k * panelWidth
  }
  var width = n - column
  if width >= lanes {
    tiles(m, 1, k, a, rowStride, stepStride, panel, panelWidth, 0, accumulate, c + column, ldc)
    column += lanes
    panel += lanes
    width -= lanes
  }
  guard width > 0 else { return }
  edge(
    m, width, 1, k, a, rowStride, stepStride, panel, panelWidth, accumulate, c + column, ldc)
}

/// Columns that do not fill a register, a few rows at a time, by way of the stack.
private func edge(
  _ m: Int, _ width: Int, _ registers: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int,
  _ b: In, _ ldb: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int
) {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: tileRows * lanes) { buffer in
    let tile = buffer.baseAddress.unsafelyUnwrapped
    var row = 0
    while row < m {
      let rows = min(tileRows, m - row)
      if accumulate {
        for i in 0..<rows {
          let there = vector_load_some(c + (row + i) * ldc, Int64(width))
          vector_store(tile + i * lanes, there)
        }
      }
      tiles(
        rows, registers, k, a + row * rowStride, rowStride, stepStride, b, ldb, 0, accumulate, tile,
        lanes)
      for i in 0..<rows {
        vector_store_some(c + (row + i) * ldc, vector_load(tile + i * lanes), Int64(width))
      }
      row += rows
    }
  }
}
