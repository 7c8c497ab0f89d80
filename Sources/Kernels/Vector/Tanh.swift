import CKernelShims

// The function, its error bound and its edge cases: Shims/include/vector_functions.h.

func tanh(_ n: Int, _ x: In, _ y: Out) {
  var i = 0
  while i + lanes <= n {
    vector_store(y + i, vector_tanh(vector_load(x + i)))
    i += lanes
  }
  if i < n { vector_store_some(y + i, vector_tanh(vector_load_some(x + i, n - i)), n - i) }
}

func tanhBackward(_ n: Int, _ y: In, _ dy: In, _ dx: Out) {
  var i = 0
  while i + lanes <= n {
    tanhBackward(y + i, dy + i, dx + i, lanes)
    i += lanes
  }
  if i < n { tanhBackward(y + i, dy + i, dx + i, n - i) }
}

@inline(__always)
private func tanhBackward(_ y: In, _ dy: In, _ dx: Out, _ count: Int) {
  let one = vector_all(1)
  let y = vector_load_up_to(y, count)
  let slope = vector_subtract(one, vector_multiply(y, y))
  let sum = vector_mul_add(vector_load_up_to(dy, count), slope, vector_load_up_to(dx, count))
  vector_store_up_to(dx, sum, count)
}
