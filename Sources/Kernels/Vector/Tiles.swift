import CKernelShims

/// Multiplies one tile of two registers' width, as tall as fits into `left` rows; returns its rows.
private func tile2(
  _ left: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
  _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
) -> Int {
  #if VARIANT_KERNELSV4
    // 16 rows are 8 + 8: with 12 + 4 the shorter tile would wait for its own results.
    if left >= 12 && left != 16 {
      tile12x2(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
      return 12
    }
  #endif
  #if VARIANT_KERNELSV4 || arch(arm64)
    if left >= 8 {
      tile8x2(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
      return 8
    }
  #endif
  #if VARIANT_KERNELSV3 || VARIANT_KERNELSV4
    if left >= 6 {
      tile6x2(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
      return 6
    }
    if left == 5 {
      tile5x2(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
      return 5
    }
  #endif
  switch left {
  case 4...: tile4x2(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
  case 3: tile3x2(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
  case 2: tile2x2(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
  default: tile1x2(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
  }
  return min(left, 4)
}

/// Multiplies one tile of one register's width, as tall as fits into `left` rows; returns its rows.
private func tile1(
  _ left: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
  _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
) -> Int {
  #if VARIANT_KERNELSV4
    if left >= 12 && left != 16 {
      tile12x1(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
      return 12
    }
  #endif
  #if VARIANT_KERNELSV4 || arch(arm64)
    if left >= 8 {
      tile8x1(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
      return 8
    }
  #endif
  #if VARIANT_KERNELSV3 || VARIANT_KERNELSV4
    if left >= 6 {
      tile6x1(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
      return 6
    }
    if left == 5 {
      tile5x1(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
      return 5
    }
  #endif
  switch left {
  case 4...: tile4x1(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
  case 3: tile3x1(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
  case 2: tile2x1(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
  default: tile1x1(k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, last)
  }
  return min(left, 4)
}

/// Multiplies `rows` rows by `columns` floats, at most 2 registers, of C. B may be read up to the
/// end of the last register.
func multiplyColumns(
  _ rows: Int, _ columns: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In,
  _ ldb: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int
) {
  var row = 0
  while row < rows {
    let a = a + row &* rowStride
    let c = c + row &* ldc
    if columns > lanes {
      row += tile2(
        rows - row, k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, columns - lanes)
    } else {
      row += tile1(rows - row, k, a, rowStride, stepStride, b, ldb, accumulate, c, ldc, columns)
    }
  }
}
