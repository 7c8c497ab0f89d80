import CKernelShims

// A single pass over weights, gradient and both moments: 16 bytes read and 12 written a weight.

@inline(__always)
private func step(
  _ w: Vector, _ gradient: Vector, _ m: inout Vector, _ v: inout Vector, _ stepSize: Float,
  _ beta1: Float, _ beta2: Float, _ sqrtCorrection2: Float, _ epsilon: Float, _ l2: Float,
  _ shrink: Float
) -> Vector {
  let g = vector_mul_add(vector_all(l2), w, gradient)
  m = vector_mul_add(vector_all(beta1), m, vector_multiply(vector_all(1 - beta1), g))
  let squared = vector_multiply(vector_multiply(vector_all(1 - beta2), g), g)
  v = vector_mul_add(vector_all(beta2), v, squared)
  // A product with the reciprocal: the third division would cost as much as all of the rest.
  let root = vector_multiply(vector_sqrt(v), vector_all(1 / sqrtCorrection2))
  let direction = vector_divide(m, vector_add(root, vector_all(epsilon)))
  let shrunk = vector_multiply(w, vector_all(shrink))
  return vector_mul_add(vector_all(-stepSize), direction, shrunk)
}

func adam(
  _ n: Int, _ stepSize: Float, _ beta1: Float, _ beta2: Float, _ sqrtCorrection2: Float,
  _ epsilon: Float, _ l2: Float, _ shrink: Float, _ w: Out, _ g: In, _ m: Out, _ v: Out
) {
  var i = 0
  while i + lanes <= n {
    var first = vector_load(m + i)
    var second = vector_load(v + i)
    let weights = step(
      vector_load(w + i), vector_load(g + i), &first, &second, stepSize, beta1, beta2,
      sqrtCorrection2, epsilon, l2, shrink)
    vector_store(w + i, weights)
    vector_store(m + i, first)
    vector_store(v + i, second)
    i += lanes
  }
  let rest = n - i
  guard rest > 0 else { return }
  var first = vector_load_some(m + i, rest)
  var second = vector_load_some(v + i, rest)
  let weights = step(
    vector_load_some(w + i, rest), vector_load_some(g + i, rest), &first, &second, stepSize, beta1,
    beta2, sqrtCorrection2, epsilon, l2, shrink)
  vector_store_some(w + i, weights, rest)
  vector_store_some(m + i, first, rest)
  vector_store_some(v + i, second, rest)
}
