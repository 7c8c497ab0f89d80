#pragma once
#include <stdbool.h>
#include <stdint.h>

#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

// The vector type of the instruction set that this header is compiled for, and the operations on it
// that Swift's own SIMD types compile badly. `addingProduct` calls `fmaf` lane by lane if there is
// no fused multiply-add; `pointwiseMax`, `squareRoot()`, `.sum()` and conversions to integers
// become loops or calls. Everything here is inlined into its caller across files, in debug builds
// too, while Swift's own functions are inlined within one file only there. Counts are `long`, which
// Swift reads as `Int`.

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
typedef float debut_quad __attribute__((ext_vector_type(4)));
typedef float debut_unaligned_quad __attribute__((ext_vector_type(4), aligned(4)));

#define DEBUT_INLINE static inline __attribute__((always_inline))

// No contraction: functions below fuse explicitly, because fusing must not depend on the caller.
#pragma clang fp contract(off)

/// Lanes of `debut_vector`. An enumeration, because Swift reads its cases as constants of `Int`.
enum { lanes = DEBUT_LANES };

/// Returns `x` in every lane.
DEBUT_INLINE debut_vector vector_all(float x) { return (debut_vector)(x); }

/// Loads or stores a register of floats at any address.
DEBUT_INLINE debut_vector vector_load(const float *p) { return *(const debut_unaligned *)p; }
DEBUT_INLINE void vector_store(float *p, debut_vector v) { *(debut_unaligned *)p = v; }

#if defined(__AVX2__) && !defined(__AVX512F__)
/// Returns a mask with all bits set in the first `count` lanes.
DEBUT_INLINE __m256i debut_first_lanes(long count) {
  return _mm256_cmpgt_epi32(
      _mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
#endif

/// Loads the first `count` floats, 0 ..< lanes, and zeros behind them. Memory past the last is not
/// touched.
DEBUT_INLINE debut_vector vector_load_some(const float *p, long count) {
#if defined(__AVX512F__)
  return (debut_vector)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
#elif defined(__AVX2__)
  return (debut_vector)_mm256_maskload_ps(p, debut_first_lanes(count));
#else
  debut_vector v = (debut_vector)(0.0f);
  if (count > 0) v[0] = p[0];
  if (count > 1) v[1] = p[1];
  if (count > 2) v[2] = p[2];
  return v;
#endif
}

/// Writes the first `count` lanes, 0 ..< lanes, and touches nothing behind them.
DEBUT_INLINE void vector_store_some(float *p, debut_vector v, long count) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), (__m512)v);
#elif defined(__AVX2__)
  _mm256_maskstore_ps(p, debut_first_lanes(count), (__m256)v);
#else
  if (count > 0) p[0] = v[0];
  if (count > 1) p[1] = v[1];
  if (count > 2) p[2] = v[2];
#endif
}

/// Loads or stores `count` floats, but at most a register.
DEBUT_INLINE debut_vector vector_load_up_to(const float *p, long count) {
  return count >= DEBUT_LANES ? vector_load(p) : vector_load_some(p, count);
}
DEBUT_INLINE void vector_store_up_to(float *p, debut_vector v, long count) {
  if (count >= DEBUT_LANES) vector_store(p, v);
  else vector_store_some(p, v, count);
}

DEBUT_INLINE debut_vector vector_add(debut_vector a, debut_vector b) { return a + b; }
DEBUT_INLINE debut_vector vector_subtract(debut_vector a, debut_vector b) { return a - b; }
DEBUT_INLINE debut_vector vector_multiply(debut_vector a, debut_vector b) { return a * b; }
DEBUT_INLINE debut_vector vector_divide(debut_vector a, debut_vector b) { return a / b; }
DEBUT_INLINE debut_vector vector_sqrt(debut_vector a) { return __builtin_elementwise_sqrt(a); }
DEBUT_INLINE debut_vector vector_abs(debut_vector a) { return __builtin_elementwise_abs(a); }

/// Returns a b + c; one rounding if the instruction set has a fused multiply-add, otherwise two.
DEBUT_INLINE debut_vector vector_mul_add(debut_vector a, debut_vector b, debut_vector c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

/// Returns the lesser or greater, lane by lane; `b` if either is NaN, like the x86 instructions.
DEBUT_INLINE debut_vector vector_min(debut_vector a, debut_vector b) { return a < b ? a : b; }
DEBUT_INLINE debut_vector vector_max(debut_vector a, debut_vector b) { return a > b ? a : b; }

/// Returns, lane by lane, `yes` if `a` is greater than `b`, otherwise `no` (also if either is NaN).
DEBUT_INLINE debut_vector vector_select_greater(
    debut_vector a, debut_vector b, debut_vector yes, debut_vector no) {
  return a > b ? yes : no;
}

/// Returns the first `count` lanes of `v`, and zeros behind them.
DEBUT_INLINE debut_vector vector_keep_first(debut_vector v, long count) {
  debut_integers index;
  for (int i = 0; i < DEBUT_LANES; i++) index[i] = i;
  return index < (debut_integers)((int32_t)count) ? v : (debut_vector)(0.0f);
}

/// Returns the sum of all lanes, halves added to halves.
DEBUT_INLINE float vector_sum(debut_vector v) {
#if DEBUT_LANES == 16
  __typeof__(v.lo) eight = v.lo + v.hi;
  debut_quad four = eight.lo + eight.hi;
#elif DEBUT_LANES == 8
  debut_quad four = v.lo + v.hi;
#else
  debut_quad four = v;
#endif
  __typeof__(four.lo) two = four.lo + four.hi;
  return two.x + two.y;
}

/// Returns the greatest lane.
DEBUT_INLINE float vector_greatest(debut_vector v) { return __builtin_reduce_max(v); }

/// Replaces one row of a product's tile, or adds to it if `accumulate`: a register and the first
/// `last` lanes of another.
DEBUT_INLINE void tile_store2(
    float *c, bool accumulate, debut_vector v0, debut_vector v1, long last) {
  if (accumulate) {
    v0 = vector_load(c) + v0;
    v1 = vector_load_up_to(c + DEBUT_LANES, last) + v1;
  }
  vector_store(c, v0);
  vector_store_up_to(c + DEBUT_LANES, v1, last);
}

/// Replaces or adds to a row of one register, of which `last` lanes exist.
DEBUT_INLINE void tile_store1(float *c, bool accumulate, debut_vector v0, long last) {
  if (accumulate) v0 = vector_load_up_to(c, last) + v0;
  vector_store_up_to(c, v0, last);
}

/// Writes the transpose of the 4 x 4 floats at `from` to `to`.
DEBUT_INLINE void transpose_4x4(const float *from, long ld_from, float *to, long ld_to) {
  debut_quad a = *(const debut_unaligned_quad *)from;
  debut_quad b = *(const debut_unaligned_quad *)(from + ld_from);
  debut_quad c = *(const debut_unaligned_quad *)(from + 2 * ld_from);
  debut_quad d = *(const debut_unaligned_quad *)(from + 3 * ld_from);
  debut_quad ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  debut_quad cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  debut_quad ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  debut_quad cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(debut_unaligned_quad *)to = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
  *(debut_unaligned_quad *)(to + ld_to) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
  *(debut_unaligned_quad *)(to + 2 * ld_to) = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  *(debut_unaligned_quad *)(to + 3 * ld_to) = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

/// Returns the natural logarithm of one number.
DEBUT_INLINE float scalar_log(float x) { return __builtin_logf(x); }
