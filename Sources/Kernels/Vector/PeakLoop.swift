import CKernelShims

/// Chains of multiply-adds side by side: enough that no unit waits for a result, few enough that 16
/// registers hold them with both operands.
let peakLoopChains = 12

/// Runs `iterations` multiply-adds in each chain, registers only.
func peakLoop(_ iterations: Int) -> Float {
  var c0 = vector_all(0.01)
  var c1 = vector_all(0.02)
  var c2 = vector_all(0.03)
  var c3 = vector_all(0.04)
  var c4 = vector_all(0.05)
  var c5 = vector_all(0.06)
  var c6 = vector_all(0.07)
  var c7 = vector_all(0.08)
  var c8 = vector_all(0.09)
  var c9 = vector_all(0.10)
  var c10 = vector_all(0.11)
  var c11 = vector_all(0.12)
  let factor = vector_all(0.999)
  let term = vector_all(0.001)
  for _ in 0..<iterations {
    c0 = vector_mul_add(c0, factor, term)
    c1 = vector_mul_add(c1, factor, term)
    c2 = vector_mul_add(c2, factor, term)
    c3 = vector_mul_add(c3, factor, term)
    c4 = vector_mul_add(c4, factor, term)
    c5 = vector_mul_add(c5, factor, term)
    c6 = vector_mul_add(c6, factor, term)
    c7 = vector_mul_add(c7, factor, term)
    c8 = vector_mul_add(c8, factor, term)
    c9 = vector_mul_add(c9, factor, term)
    c10 = vector_mul_add(c10, factor, term)
    c11 = vector_mul_add(c11, factor, term)
  }
  var total = c0
  total = vector_add(total, c1)
  total = vector_add(total, c2)
  total = vector_add(total, c3)
  total = vector_add(total, c4)
  total = vector_add(total, c5)
  total = vector_add(total, c6)
  total = vector_add(total, c7)
  total = vector_add(total, c8)
  total = vector_add(total, c9)
  total = vector_add(total, c10)
  total = vector_add(total, c11)
  return vector_sum(total)
}
