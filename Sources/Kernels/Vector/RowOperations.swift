// x and out: [rows, columns] with their own ld. Each row goes through the kernel for one row, so that what
// holds for that one (order, rounding, what is accumulated) holds here.

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
  for r in 0..<rows { add(columns, out, x + r * ldx, out) }
}
