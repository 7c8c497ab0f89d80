import CKernelShims

// Element by element: whole vectors, then the remainder through the same vector operation on a
// register padded with zeros, so that every element is rounded alike.

func axpy(_ n: Int, _ a: Float, _ x: In, _ y: Out) {
  let factor = vector_all(a)
  var i = 0
  while i + lanes <= n {
    vector_store(y + i, vector_mul_add(factor, vector_load(x + i), vector_load(y + i)))
    i += lanes
  }
  let rest = n - i
  guard rest > 0 else { return }
  let sum = vector_mul_add(factor, vector_load_some(x + i, rest), vector_load_some(y + i, rest))
  vector_store_some(y + i, sum, rest)
}

func scale(_ n: Int, _ a: Float, _ x: Out) {
  let factor = vector_all(a)
  var i = 0
  while i + lanes <= n {
    vector_store(x + i, vector_multiply(factor, vector_load(x + i)))
    i += lanes
  }
  while i < n {
    x[i] *= a
    i += 1
  }
}

func add(_ n: Int, _ x: In, _ y: In, _ out: Out) {
  var i = 0
  while i + lanes <= n {
    vector_store(out + i, vector_add(vector_load(x + i), vector_load(y + i)))
    i += lanes
  }
  while i < n {
    out[i] = x[i] + y[i]
    i += 1
  }
}

func subtract(_ n: Int, _ x: In, _ y: In, _ out: Out) {
  var i = 0
  while i + lanes <= n {
    vector_store(out + i, vector_subtract(vector_load(x + i), vector_load(y + i)))
    i += lanes
  }
  while i < n {
    out[i] = x[i] - y[i]
    i += 1
  }
}

func multiply(_ n: Int, _ x: In, _ y: In, _ out: Out) {
  var i = 0
  while i + lanes <= n {
    vector_store(out + i, vector_multiply(vector_load(x + i), vector_load(y + i)))
    i += lanes
  }
  while i < n {
    out[i] = x[i] * y[i]
    i += 1
  }
}

func multiplyAdd(_ n: Int, _ x: In, _ y: In, _ out: Out) {
  var i = 0
  while i + lanes <= n {
    let sum = vector_mul_add(vector_load(x + i), vector_load(y + i), vector_load(out + i))
    vector_store(out + i, sum)
    i += lanes
  }
  let rest = n - i
  guard rest > 0 else { return }
  let sum = vector_mul_add(
    vector_load_some(x + i, rest), vector_load_some(y + i, rest), vector_load_some(out + i, rest))
  vector_store_some(out + i, sum, rest)
}
