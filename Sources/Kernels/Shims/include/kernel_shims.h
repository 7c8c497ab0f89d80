#pragma once
typedef float f32x16 __attribute__((ext_vector_type(16)));
static inline __attribute__((always_inline)) f32x16 shim_max16(f32x16 a, f32x16 b) { return __builtin_elementwise_max(a, b); }
static inline __attribute__((always_inline)) f32x16 shim_mul_add16(f32x16 a, f32x16 b, f32x16 c) {
#pragma clang fp contract(fast)
  return a * b + c;
}
