import CKernelShims

// C[m, n] = op(A)[m, k] op(B)[k, n].
//
// C is cut into tiles of registers (Tiles.swift). A is read where it lies, whichever way it is stored: an
// element is broadcast, so its strides cost nothing. B is read by registers along n, so a B that is
// stored row by row needs no packing; a transposed B is packed first, into panels of two registers'
// width, [panel][k][2 registers], the last one padded with zeros. What hangs over C's right edge is
// computed with the padding and not stored.

/// Columns of a packed panel.
private let panelWidth = 2 * lanes

/// Columns that one row of C computes at a time where it is alone.
private let wideColumns = 8 * lanes

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
        let from = b + p * ldb + column
        vector_store(panel + p * panelWidth, vector_load_up_to(from, width))
        vector_store(
          panel + p * panelWidth + lanes, vector_load_up_to(from + lanes, max(width - lanes, 0)))
      }
    }
    column += panelWidth
    panel += k * panelWidth
  }
}

/// Writes the transpose of `width` rows of b into a panel and pads it.
private func packTransposed(_ width: Int, _ k: Int, _ b: In, _ ldb: Int, _ panel: Out) {
  let blocked = k / 4 * 4
  var j = 0
  while j + 4 <= width {
    let rows = b + j * ldb
    var p = 0
    while p < blocked {
      transpose_4x4(rows + p, ldb, panel + p &* panelWidth + j, panelWidth)
      p &+= 4
    }
    while p < k {
      let out = panel + p * panelWidth + j
      for i in 0..<4 { out[i] = rows[i &* ldb &+ p] }
      p &+= 1
    }
    j += 4
  }
  while j < width {
    for p in 0..<k { panel[p &* panelWidth &+ j] = b[j &* ldb &+ p] }
    j += 1
  }
  while j < panelWidth {
    for p in 0..<k { panel[p &* panelWidth &+ j] = 0 }
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
  var column = 0
  while m == 1 && column + wideColumns <= n {
    tile1x8(k, a, stepStride, b + column, ldb, panelWidth, accumulate, c + column)
    column += wideColumns
  }
  while column + lanes <= n {
    let width = column + panelWidth <= n ? panelWidth : lanes
    multiplyColumns(
      m, width, k, a, rowStride, stepStride, b + column, ldb, accumulate, c + column, ldc)
    column += width
  }
  guard column < n else { return }
  // The last columns are fewer than a register: packed and padded, so that no load leaves B.
  for p in 0..<k {
    vector_store(scratch + p * lanes, vector_load_some(b + p * ldb + column, n - column))
  }
  multiplyColumns(
    m, n - column, k, a, rowStride, stepStride, scratch, lanes, accumulate, c + column, ldc)
}

func gemmPacked(
  _ m: Int, _ n: Int, _ k: Int, _ a: In, _ lda: Int, _ packedB: In, _ accumulate: Bool, _ c: Out,
  _ ldc: Int
) {
  multiplyPacked(m, n, k, a, lda, 1, packedB, accumulate, c, ldc)
}

@inline(__always)
private func multiplyPacked(
  _ m: Int, _ n: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ packed: In,
  _ accumulate: Bool, _ c: Out, _ ldc: Int
) {
  var column = 0
  var panel = packed
  while m == 1 && column + wideColumns <= n {
    tile1x8(k, a, stepStride, panel, panelWidth, k * panelWidth, accumulate, c + column)
    column += wideColumns
    panel += 4 * k * panelWidth
  }
  while column < n {
    multiplyColumns(
      m, min(panelWidth, n - column), k, a, rowStride, stepStride, panel, panelWidth, accumulate,
      c + column, ldc)
    column += panelWidth
    panel += k * panelWidth
  }
}
