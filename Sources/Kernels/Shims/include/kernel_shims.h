#pragma once
#include <stdint.h>
#include <string.h>

// The vector type of the instruction set that this header is compiled for, and the few operations on it
// that Swift's own SIMD types compile badly: `addingProduct` calls `fmaf` lane by lane without FMA,
// `pointwiseMax`, `squareRoot()` and conversions to integers become loops. Everything here is inlined.

#if defined(__AVX512F__)
#define DEBUT_LANES 16
#elif defined(__AVX2__)
#define DEBUT_LANES 8
#else
#define DEBUT_LANES 4
#endif

typedef float debut_vector __attribute__((ext_vector_type(DEBUT_LANES)));
typedef int32_t debut_integers __attribute__((ext_vector_type(DEBUT_LANES)));
typedef float debut_unaligned __attribute__((ext_vector_type(DEBUT_LANES), aligned(4)));

#define DEBUT_INLINE static inline __attribute__((always_inline))

/// Lanes of `debut_vector`.
DEBUT_INLINE int64_t vector_lanes(void) { return DEBUT_LANES; }

/// Floats from any address.
DEBUT_INLINE debut_vector vector_load(const float *p) { return *(const debut_unaligned *)p; }
DEBUT_INLINE void vector_store(float *p, debut_vector v) { *(debut_unaligned *)p = v; }
DEBUT_INLINE debut_vector vector_all(float x) { return (debut_vector)(x); }

/// The first `count` floats, zeros behind them: no byte past the last is touched.
DEBUT_INLINE debut_vector vector_load_some(const float *p, int64_t count) {
  debut_vector v = (debut_vector)(0.0f);
  memcpy(&v, p, (size_t)count * sizeof(float));
  return v;
}
DEBUT_INLINE void vector_store_some(float *p, debut_vector v, int64_t count) {
  memcpy(p, &v, (size_t)count * sizeof(float));
}

DEBUT_INLINE debut_vector vector_add(debut_vector a, debut_vector b) { return a + b; }
DEBUT_INLINE debut_vector vector_subtract(debut_vector a, debut_vector b) { return a - b; }
DEBUT_INLINE debut_vector vector_multiply(debut_vector a, debut_vector b) { return a * b; }
DEBUT_INLINE debut_vector vector_divide(debut_vector a, debut_vector b) { return a / b; }

/// a b + c: one rounding where the instruction set has a fused multiply-add, two elsewhere.
DEBUT_INLINE debut_vector vector_mul_add(debut_vector a, debut_vector b, debut_vector c) {
#pragma clang fp contract(fast)
  return a * b + c;
}

/// The same for one number, so that remainders round as whole vectors do.
DEBUT_INLINE float scalar_mul_add(float a, float b, float c) {
#pragma clang fp contract(fast)
  return a * b + c;
}

/// Lane by lane; the other operand where one is NaN.
DEBUT_INLINE debut_vector vector_max(debut_vector a, debut_vector b) {
  return __builtin_elementwise_max(a, b);
}
DEBUT_INLINE debut_vector vector_min(debut_vector a, debut_vector b) {
  return __builtin_elementwise_min(a, b);
}
DEBUT_INLINE debut_vector vector_abs(debut_vector a) { return __builtin_elementwise_abs(a); }
DEBUT_INLINE debut_vector vector_sqrt(debut_vector a) { return __builtin_elementwise_sqrt(a); }

/// `yes` where the lane of `a` is greater than that of `b`, else `no` (also where one is NaN).
DEBUT_INLINE debut_vector vector_select_greater(
    debut_vector a, debut_vector b, debut_vector yes, debut_vector no) {
  return a > b ? yes : no;
}
/// `yes` where the lane of `a` is a number, else `no`.
DEBUT_INLINE debut_vector vector_select_number(
    debut_vector a, debut_vector yes, debut_vector no) {
  return a == a ? yes : no;
}

/// The nearest whole number, for |a| < 2^22 (the classic shift by 1.5 * 2^23).
DEBUT_INLINE debut_vector vector_nearest(debut_vector a) {
#pragma clang fp reassociate(off)
  const debut_vector shift = (debut_vector)(12582912.0f);
  return (a + shift) - shift;
}

/// a 2^n for whole n in -252 ... 254, in two steps so that neither power leaves the range of a float.
DEBUT_INLINE debut_vector vector_scale_by_power(debut_vector a, debut_vector n) {
  debut_integers whole = __builtin_convertvector(n, debut_integers);
  debut_integers half = whole >> 1;
  debut_integers rest = whole - half;
  debut_integers first = (half + 127) << 23;
  debut_integers second = (rest + 127) << 23;
  debut_vector x, y;
  memcpy(&x, &first, sizeof x);
  memcpy(&y, &second, sizeof y);
  return a * x * y;
}

/// The sum of all lanes, as a fixed tree.
DEBUT_INLINE float vector_sum(debut_vector v) {
  float lane[DEBUT_LANES];
  memcpy(lane, &v, sizeof v);
  for (int width = DEBUT_LANES / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) lane[i] += lane[i + width];
  return lane[0];
}

/// The greatest lane.
DEBUT_INLINE float vector_greatest(debut_vector v) { return __builtin_reduce_max(v); }
