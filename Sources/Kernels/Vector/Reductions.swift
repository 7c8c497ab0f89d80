import CKernelShims

// Four running sums, one register each, added as a fixed tree; the remainder in a padded register.
// The order depends on n and the variant alone.

func sum(_ n: Int, _ x: In) -> Float {
  var s0 = vector_all(0)
  var s1 = s0
  var s2 = s0
  var s3 = s0
  var i = 0
  while i + 4 * lanes <= n {
    s0 = vector_add(s0, vector_load(x + i))
    s1 = vector_add(s1, vector_load(x + i + lanes))
    s2 = vector_add(s2, vector_load(x + i + 2 * lanes))
    s3 = vector_add(s3, vector_load(x + i + 3 * lanes))
    i += 4 * lanes
  }
  while i + lanes <= n {
    s0 = vector_add(s0, vector_load(x + i))
    i += lanes
  }
  if i < n { s1 = vector_add(s1, vector_load_some(x + i, n - i)) }
  return vector_sum(vector_add(vector_add(s0, s1), vector_add(s2, s3)))
}

func dot(_ n: Int, _ x: In, _ y: In) -> Float {
  var s0 = vector_all(0)
  var s1 = s0
  var s2 = s0
  var s3 = s0
  var i = 0
  while i + 4 * lanes <= n {
    s0 = vector_mul_add(vector_load(x + i), vector_load(y + i), s0)
    s1 = vector_mul_add(vector_load(x + i + lanes), vector_load(y + i + lanes), s1)
    s2 = vector_mul_add(vector_load(x + i + 2 * lanes), vector_load(y + i + 2 * lanes), s2)
    s3 = vector_mul_add(vector_load(x + i + 3 * lanes), vector_load(y + i + 3 * lanes), s3)
    i += 4 * lanes
  }
  while i + lanes <= n {
    s0 = vector_mul_add(vector_load(x + i), vector_load(y + i), s0)
    i += lanes
  }
  if i < n {
    let rest = n - i
    s1 = vector_mul_add(vector_load_some(x + i, rest), vector_load_some(y + i, rest), s1)
  }
  return vector_sum(vector_add(vector_add(s0, s1), vector_add(s2, s3)))
}
