import CKernelShims

// Whole registers first, then the remainder through the same functions.

func relu(_ n: Int, _ x: In, _ y: Out) {
  // NaN stays NaN, because `vector_max` returns its second operand if either is NaN.
  let zero = vector_all(0)
  var i = 0
  while i + lanes <= n {
    vector_store(y + i, vector_max(zero, vector_load(x + i)))
    i += lanes
  }
  if i < n { vector_store_some(y + i, vector_max(zero, vector_load_some(x + i, n - i)), n - i) }
}

func reluBackward(_ n: Int, _ y: In, _ dy: In, _ dx: Out) {
  var i = 0
  while i + lanes <= n {
    reluBackward(y + i, dy + i, dx + i, lanes)
    i += lanes
  }
  if i < n { reluBackward(y + i, dy + i, dx + i, n - i) }
}

@inline(__always)
private func reluBackward(_ y: In, _ dy: In, _ dx: Out, _ count: Int) {
  let zero = vector_all(0)
  let passed = vector_select_greater(
    vector_load_up_to(y, count), zero, vector_load_up_to(dy, count), zero)
  vector_store_up_to(dx, vector_add(vector_load_up_to(dx, count), passed), count)
}
