import CKernelShims

// x [rows, columns]; each column is normalised on its own, a register of columns at a time:
//   y = (x - mean) / sqrt(variance + epsilon) * gamma + beta
// Backward, with u = (x - mean) / sqrt(variance + epsilon) and sums over the rows:
//   dbeta += sum dy;  dgamma += sum dy u
//   dx += gamma / sqrt(variance + epsilon) (dy - sum(dy) / rows - u sum(dy u) / rows)
// A remainder of columns runs in a padded register.

@inline(__always)
private func load(_ p: In, _ count: Int) -> Vector {
  vector_load_up_to(p, count)
}

@inline(__always)
private func store(_ p: Out, _ v: Vector, _ count: Int) {
  vector_store_up_to(p, v, count)
}

func columnMoments(
  _ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ mean: Out, _ variance: Out
) {
  // Without rows the sums are zeros; they stay so.
  let divisor = vector_all(Float(max(rows, 1)))
  var c = 0
  while c < columns {
    let width = columns - c
    var total = vector_all(0)
    for r in 0..<rows { total = vector_add(total, load(x + r * ldx + c, width)) }
    let centre = vector_divide(total, divisor)
    var squares = vector_all(0)
    for r in 0..<rows {
      let distance = vector_subtract(load(x + r * ldx + c, width), centre)
      squares = vector_mul_add(distance, distance, squares)
    }
    store(mean + c, centre, width)
    store(variance + c, vector_divide(squares, divisor), width)
    c += lanes
  }
}

func normaliseColumns(
  _ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ mean: In, _ variance: In, _ epsilon: Float,
  _ gamma: In, _ beta: In, _ y: Out, _ ldy: Int
) {
  var c = 0
  while c < columns {
    let width = columns - c
    let deviation = vector_sqrt(vector_add(load(variance + c, width), vector_all(epsilon)))
    let factor = vector_divide(load(gamma + c, width), deviation)
    let centre = load(mean + c, width)
    let shift = load(beta + c, width)
    for r in 0..<rows {
      let distance = vector_subtract(load(x + r * ldx + c, width), centre)
      store(y + r * ldy + c, vector_mul_add(distance, factor, shift), width)
    }
    c += lanes
  }
}

func normaliseColumnsBackward(
  _ rows: Int, _ columns: Int, _ x: In, _ ldx: Int, _ mean: In, _ variance: In, _ epsilon: Float,
  _ gamma: In, _ dy: In, _ lddy: Int, _ dx: Out, _ lddx: Int, _ dgamma: Out, _ dbeta: Out
) {
  guard rows > 0 else { return }
  let share = vector_all(1 / Float(rows))
  var c = 0
  while c < columns {
    let width = columns - c
    let deviation = vector_sqrt(vector_add(load(variance + c, width), vector_all(epsilon)))
    let inverse = vector_divide(vector_all(1), deviation)
    let centre = load(mean + c, width)
    var total = vector_all(0)
    var weighted = vector_all(0)
    for r in 0..<rows {
      let d = load(dy + r * lddy + c, width)
      let u = vector_multiply(
        vector_subtract(load(x + r * ldx + c, width), centre), inverse)
      total = vector_add(total, d)
      weighted = vector_mul_add(d, u, weighted)
    }
    store(dbeta + c, vector_add(load(dbeta + c, width), total), width)
    store(dgamma + c, vector_add(load(dgamma + c, width), weighted), width)
    let factor = vector_multiply(load(gamma + c, width), inverse)
    let meanGradient = vector_multiply(total, share)
    let meanWeighted = vector_multiply(weighted, share)
    for r in 0..<rows {
      let u = vector_multiply(
        vector_subtract(load(x + r * ldx + c, width), centre), inverse)
      let d = vector_subtract(load(dy + r * lddy + c, width), meanGradient)
      let centred = vector_subtract(d, vector_multiply(u, meanWeighted))
      let into = dx + r * lddx + c
      store(into, vector_mul_add(factor, centred, load(into, width)), width)
    }
    c += lanes
  }
}
