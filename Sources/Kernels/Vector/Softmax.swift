import CKernelShims

// Row by row: the greatest element is subtracted first, so that no power overflows. Sums run in one
// register, padded with zeros, then over its lanes as a tree.

/// Returns the greatest of n >= 1 numbers.
private func greatest(_ n: Int, _ x: In) -> Float {
  var most = x[0]
  var i = 0
  if n >= lanes {
    var running = vector_load(x)
    i = lanes
    while i + lanes <= n {
      running = vector_max(running, vector_load(x + i))
      i += lanes
    }
    most = vector_greatest(running)
  }
  while i < n {
    most = x[i] > most ? x[i] : most
    i += 1
  }
  return most
}

/// Returns the sum of e^(x - shift) and writes its terms to y, unless y is nil.
@inline(__always)
private func shiftedExponentials(_ n: Int, _ x: In, _ shift: Float, _ y: Out?) -> Float {
  let offset = vector_all(shift)
  var total = vector_all(0)
  var i = 0
  while i + lanes <= n {
    let e = vector_exp(vector_subtract(vector_load(x + i), offset))
    if let y { vector_store(y + i, e) }
    total = vector_add(total, e)
    i += lanes
  }
  let rest = n - i
  if rest > 0 {
    let e = vector_exp(vector_subtract(vector_load_some(x + i, rest), offset))
    if let y { vector_store_some(y + i, e, rest) }
    total = vector_add(total, vector_keep_first(e, rest))
  }
  return vector_sum(total)
}

func softmax(_ rows: Int, _ columns: Int, _ x: In, _ y: Out) {
  guard columns > 0 else { return }
  for r in 0..<rows {
    let row = y + r * columns
    let most = greatest(columns, x + r * columns)
    let total = shiftedExponentials(columns, x + r * columns, most, row)
    scale(columns, 1 / total, row)
  }
}

func softmaxBackward(_ rows: Int, _ columns: Int, _ y: In, _ dy: In, _ dx: Out) {
  for r in 0..<rows {
    let at = r * columns
    let mean = dot(columns, y + at, dy + at)
    addCentred(columns, y + at, dy + at, vector_all(mean), dx + at)
  }
}

/// dx += y (dy - mean)
private func addCentred(_ n: Int, _ y: In, _ dy: In, _ mean: Vector, _ dx: Out) {
  var i = 0
  while i < n {
    let distance = vector_subtract(vector_load_up_to(dy + i, n - i), mean)
    let y = vector_load_up_to(y + i, n - i)
    let sum = vector_mul_add(y, distance, vector_load_up_to(dx + i, n - i))
    vector_store_up_to(dx + i, sum, n - i)
    i += lanes
  }
}

func logSumExp(_ rows: Int, _ columns: Int, _ x: In, _ out: Out) {
  for r in 0..<rows {
    guard columns > 0 else {
      out[r] = -.infinity
      continue
    }
    let most = greatest(columns, x + r * columns)
    if most.isInfinite {
      // Infinity, or only minus infinities: the maximum is the result itself.
      out[r] = most
      continue
    }
    out[r] = most + scalar_log(shiftedExponentials(columns, x + r * columns, most, nil))
  }
}

func expRows(_ rows: Int, _ columns: Int, _ x: Out, _ ldx: Int, _ most: Out, _ total: Out) {
  guard columns > 0 else { return }
  for r in 0..<rows {
    let row = x + r * ldx
    most[r] = greatest(columns, row)
    total[r] = shiftedExponentials(columns, row, most[r], row)
  }
}
