import CKernelShims

// The function, its error bound and its edge cases: Shims/include/vector_functions.h.

func exp(_ n: Int, _ x: In, _ y: Out) {
  var i = 0
  while i + lanes <= n {
    vector_store(y + i, vector_exp(vector_load(x + i)))
    i += lanes
  }
  if i < n { vector_store_some(y + i, vector_exp(vector_load_some(x + i, n - i)), n - i) }
}
