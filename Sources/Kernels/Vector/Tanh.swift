import CKernelShims

// tanh: odd polynomial for |x| < 0.625, (1 - e^-2|x|) / (1 + e^-2|x|) with the sign of x
// elsewhere; at most 4 units in the last place. Infinities give the limits; NaN gives NaN.

/// tanh x, lane by lane.
@inline(__always)
func hyperbolicTangent(_ x: Vector) -> Vector {
  let magnitude = vector_abs(x)
  let decay = exponential(vector_multiply(magnitude, vector_all(-2)))
  let one = vector_all(1)
  let far = vector_divide(vector_subtract(one, decay), vector_add(one, decay))
  let signed = vector_select_greater(vector_all(0), x, vector_subtract(vector_all(0), far), far)
  let square = vector_multiply(x, x)
  var p = vector_all(-5.704_988_7e-3)
  p = vector_mul_add(p, square, vector_all(2.063_908_9e-2))
  p = vector_mul_add(p, square, vector_all(-5.373_971_3e-2))
  p = vector_mul_add(p, square, vector_all(1.333_144_2e-1))
  p = vector_mul_add(p, square, vector_all(-3.333_328_2e-1))
  let near = vector_mul_add(vector_multiply(p, square), x, x)
  let result = vector_select_greater(vector_all(0.625), magnitude, near, signed)
  return vector_select_number(x, result, x)
}

func tanh(_ n: Int, _ x: In, _ y: Out) {
  var i = 0
  while i + lanes <= n {
    vector_store(y + i, hyperbolicTangent(vector_load(x + i)))
    i += lanes
  }
  let rest = Int64(n - i)
  if rest > 0 { vector_store_some(y + i, hyperbolicTangent(vector_load_some(x + i, rest)), rest) }
}

func tanhBackward(_ n: Int, _ y: In, _ dy: In, _ dx: Out) {
  for i in 0..<n {
    let slope: Float = 1 - y[i] * y[i]
    dx[i] = scalar_mul_add(dy[i], slope, dx[i])
  }
}
