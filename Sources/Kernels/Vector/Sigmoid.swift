import CKernelShims

// sigmoid: 1 / (1 + e^-x), at most 4 units in the last place where the result is normal.
// Infinities give the limits; NaN gives NaN.

/// 1 / (1 + e^-x), lane by lane.
@inline(__always)
func logistic(_ x: Vector) -> Vector {
  let one = vector_all(1)
  return vector_divide(one, vector_add(one, exponential(vector_subtract(vector_all(0), x))))
}

func sigmoid(_ n: Int, _ x: In, _ y: Out) {
  var i = 0
  while i + lanes <= n {
    vector_store(y + i, logistic(vector_load(x + i)))
    i += lanes
  }
  let rest = Int64(n - i)
  if rest > 0 { vector_store_some(y + i, logistic(vector_load_some(x + i, rest)), rest) }
}

func sigmoidBackward(_ n: Int, _ y: In, _ dy: In, _ dx: Out) {
  for i in 0..<n {
    let slope: Float = y[i] * (1 - y[i])
    dx[i] = scalar_mul_add(dy[i], slope, dx[i])
  }
}
