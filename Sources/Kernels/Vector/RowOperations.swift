import CKernelShims

// x and out: [rows, columns] with their own ld. Each row goes through the kernel for one row and
// inherits its order, rounding and accumulation.

func rowDots(
  _ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ y: In, _ ldy: Int, _ out: Out
) {
  for r in 0..<rows { out[r] = dot(columns, x + r * ldx, y + r * ldy) }
}

func addScaledRows(
  _ rows: Int, _ columns: Int, _ a: In, _ x: In, _ ldx: Int, _ out: Out, _ ldo: Int
) {
  for r in 0..<rows { axpy(columns, a[r], x + r * ldx, out + r * ldo) }
}

func addToRows(_ rows: Int, _ columns: Int, _ bias: In, _ x: Out, _ ldx: Int) {
  for r in 0..<rows { add(columns, x + r * ldx, bias, x + r * ldx) }
}

func sumRows(_ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ out: Out) {
  var c = 0
  while c + 4 * lanes <= columns {
    sumRows(rows, x + c, ldx, out + c)
    c += 4 * lanes
  }
  while c < columns {
    let width = min(lanes, columns - c)
    var sum = vector_load_up_to(out + c, width)
    for r in 0..<rows { sum = vector_add(sum, vector_load_up_to(x + r &* ldx + c, width)) }
    vector_store_up_to(out + c, sum, width)
    c += lanes
  }
}

/// Sums four registers of columns; the sums stay in registers.
@inline(__always)
private func sumRows(_ rows: Int, _ x: In, _ ldx: Int, _ out: Out) {
  var s0 = vector_load(out)
  var s1 = vector_load(out + lanes)
  var s2 = vector_load(out + 2 * lanes)
  var s3 = vector_load(out + 3 * lanes)
  for r in 0..<rows {
    let row = x + r &* ldx
    s0 = vector_add(s0, vector_load(row))
    s1 = vector_add(s1, vector_load(row + lanes))
    s2 = vector_add(s2, vector_load(row + 2 * lanes))
    s3 = vector_add(s3, vector_load(row + 3 * lanes))
  }
  vector_store(out, s0)
  vector_store(out + lanes, s1)
  vector_store(out + 2 * lanes, s2)
  vector_store(out + 3 * lanes, s3)
}
