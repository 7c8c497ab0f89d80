import CKernelShims

// C[m, n] = op(A)[m, k] op(B)[k, n].
//
// C is cut into tiles of registers (Tiles.swift). A is read in place, whichever way it is stored:
// an element is broadcast, so its strides cost nothing. B is read by registers along n, so a B
// stored row by row needs no packing. A transposed B is packed first, into panels of two registers'
// width, [panel][k][2 registers], the last one padded with zeros. Lanes beyond C's right edge are
// computed from the padding and not stored. If A is stored like B, its columns can be read by
// registers as well: a few last columns of C are then computed as rows of its transpose, and no
// lane is wasted.
//
// A long k is cut into chunks, each added to C, so that a panel of B and a tile of A stay in the
// first-level cache. Chunks depend on k and A's layout alone: no partition of C changes a bit.

/// Columns of a packed panel.
private let panelWidth = 2 * lanes

/// Greatest number of last columns of C that are computed as rows of its transpose.
private let narrowColumns = lanes / 2

/// Columns computed at a time if C has a single row.
private let wideColumns = 8 * lanes

/// Greatest number of steps of k in one chunk: if the steps of A are strided, each on a cache line
/// of its own, and if they are contiguous.
private let stridedSteps = 192
private let contiguousSteps = 384

/// Returns the steps of k in one chunk: as few chunks as the bound allows, of about one size.
@inline(__always)
private func chunkSteps(_ k: Int, _ isTransposed: Bool) -> Int {
  let bound = isTransposed ? stridedSteps : contiguousSteps
  let chunks = max(1, (k + bound - 1) / bound)
  return max(1, (k + chunks - 1) / chunks)
}

func packedCount(_ n: Int, _ k: Int) -> Int { (n + panelWidth - 1) / panelWidth * panelWidth * k }

func gemmScratch(_ m: Int, _ n: Int, _ k: Int) -> Int { packedCount(n, max(k, narrowColumns)) }

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
  let steps = chunkSteps(k, transposeA)
  if transposeB {
    packB(true, n, k, b, ldb, scratch)
    multiplyPacked(
      m, n, k, steps, a, rowStride, stepStride, scratch, k * panelWidth, accumulate, c, ldc)
    return
  }
  var first = 0
  repeat {
    multiplyInPlace(
      m, n, min(steps, k - first), a + first * stepStride, rowStride, stepStride,
      b + first * ldb, ldb, accumulate || first > 0, c, ldc, scratch)
    first += steps
  } while first < k
}

/// Multiplies one chunk with B read in place. `scratch`: `lanes` floats a step, and those that
/// `multiplyNarrow` needs.
private func multiplyInPlace(
  _ m: Int, _ n: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
  _ accumulate: Bool, _ c: Out, _ ldc: Int, _ scratch: Out
) {
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
  if rowStride == 1 && m >= lanes && n - column <= narrowColumns {
    multiplyNarrow(
      m, n - column, k, a, stepStride, b + column, ldb, accumulate, c + column, ldc, scratch)
    return
  }
  // The last columns are fewer than a register: packed and padded, so that no load leaves B.
  for p in 0..<k {
    vector_store(scratch + p * lanes, vector_load_some(b + p * ldb + column, n - column))
  }
  multiplyColumns(
    m, n - column, k, a, rowStride, stepStride, scratch, lanes, accumulate, c + column, ldc)
}

/// Multiplies A[k, m] and B[k, n], both read in place, if m >= `lanes` and n <= `narrowColumns`:
/// C' = B' A. `scratch`: a panel of `n` rows.
private func multiplyNarrow(
  _ m: Int, _ n: Int, _ k: Int, _ a: In, _ lda: Int, _ b: In, _ ldb: Int, _ accumulate: Bool,
  _ c: Out, _ ldc: Int, _ scratch: Out
) {
  var done = 0
  while done < m {
    // The last register ends with A's last column, so that no load leaves A.
    let width = m - done >= panelWidth ? panelWidth : lanes
    let first = min(done, m - width)
    multiplyColumns(n, width, k, b, 1, ldb, a + first, lda, false, scratch, panelWidth)
    while done < first + width {
      let row = c + done &* ldc
      let column = scratch + (done &- first)
      for j in 0..<n {
        row[j] = accumulate ? row[j] + column[j &* panelWidth] : column[j &* panelWidth]
      }
      done &+= 1
    }
  }
}

func gemmPacked(
  _ m: Int, _ n: Int, _ k: Int, _ a: In, _ lda: Int, _ packedB: In, _ accumulate: Bool, _ c: Out,
  _ ldc: Int
) {
  multiplyPacked(
    m, n, k, chunkSteps(k, false), a, lda, 1, packedB, k * panelWidth, accumulate, c, ldc)
}

/// Adds to C the product of A and the `count` rows of a packed B[k, n] from `first` on; A has
/// `count` columns.
func gemmPackedPart(
  _ m: Int, _ n: Int, _ k: Int, _ first: Int, _ count: Int, _ a: In, _ lda: Int, _ packedB: In,
  _ c: Out, _ ldc: Int
) {
  multiplyPacked(
    m, n, count, chunkSteps(count, false), a, lda, 1, packedB + first * panelWidth,
    k * panelWidth, true, c, ldc)
}

/// Multiplies all of k, `steps` of it at a time; panels start `panelStride` floats apart.
@inline(__always)
private func multiplyPacked(
  _ m: Int, _ n: Int, _ k: Int, _ steps: Int, _ a: In, _ rowStride: Int, _ stepStride: Int,
  _ packed: In, _ panelStride: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int
) {
  var first = 0
  repeat {
    multiplyChunk(
      m, n, min(steps, k - first), a + first * stepStride, rowStride, stepStride,
      packed + first * panelWidth, panelStride, accumulate || first > 0, c, ldc)
    first += steps
  } while first < k
}

/// Multiplies one chunk of a packed B whose panels start `panelStride` floats apart.
@inline(__always)
private func multiplyChunk(
  _ m: Int, _ n: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ packed: In,
  _ panelStride: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int
) {
  var column = 0
  var panel = packed
  while m == 1 && column + wideColumns <= n {
    tile1x8(k, a, stepStride, panel, panelWidth, panelStride, accumulate, c + column)
    column += wideColumns
    panel += 4 * panelStride
  }
  while column < n {
    multiplyColumns(
      m, min(panelWidth, n - column), k, a, rowStride, stepStride, panel, panelWidth, accumulate,
      c + column, ldc)
    column += panelWidth
    panel += panelStride
  }
}
