#pragma once

#include "kernel_shims.h"

// Sums of products of small integers, a register of sums at a time. Integers are exact: all
// instruction sets give the same bits.

/// Rows of bytes that lie side by side: a multiple of every instruction set's lanes. An enumeration,
/// because Swift reads its cases as constants of `Int`.
enum { quantised_block = 16 };

/// Asks for the cache line at `p`, which need not be memory of ours.
///
/// The processor's own prefetching stops at the end of each page.
DEBUT_INLINE void prefetch(const int8_t *p) { __builtin_prefetch(p); }

/// Returns zeros.
DEBUT_INLINE debut_integers integers_zero(void) { return (debut_integers)(0); }

DEBUT_INLINE debut_integers integers_add(debut_integers a, debut_integers b) { return a + b; }

/// Stores a register of integers at any address.
DEBUT_INLINE void integers_store(int32_t *p, debut_integers v) {
  __builtin_memcpy(p, &v, sizeof v);
}

/// Returns sum[i] + p[2 i] q[0] + p[2 i + 1] q[1], lane by lane. p and q lie at any address.
DEBUT_INLINE debut_integers integers_add_pair_products(
    debut_integers sum, const int8_t *p, const int16_t *q) {
  int32_t pair;
  __builtin_memcpy(&pair, q, sizeof pair);
#if defined(__AVX512BW__)
  const __m512i wide = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)p));
  return sum + (debut_integers)_mm512_madd_epi16(wide, _mm512_set1_epi32(pair));
#elif defined(__AVX2__)
  const __m256i wide = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)p));
  return sum + (debut_integers)_mm256_madd_epi16(wide, _mm256_set1_epi32(pair));
#elif defined(__SSE2__)
  // A byte in the upper half of 16 bits, shifted down with its sign.
  const __m128i bytes = _mm_loadl_epi64((const __m128i *)p);
  const __m128i wide = _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8);
  return sum + (debut_integers)_mm_madd_epi16(wide, _mm_set1_epi32(pair));
#else
  for (int i = 0; i < DEBUT_LANES; i++) sum[i] += p[2 * i] * q[0] + p[2 * i + 1] * q[1];
  return sum;
#endif
}

/// Returns the first `count` integers at `p`, at most a register, as floats; zeros behind them.
DEBUT_INLINE debut_vector vector_from_integers(const int32_t *p, long count) {
  const debut_vector bits = vector_load_up_to((const float *)p, count);
  debut_integers v;
  __builtin_memcpy(&v, &bits, sizeof v);
  return __builtin_convertvector(v, debut_vector);
}

/// Returns a number whose bit i is set if a[i] >= b[i].
DEBUT_INLINE uint32_t vector_reaching(debut_vector a, debut_vector b) {
#if defined(__AVX512F__)
  return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_GE_OQ);
#elif defined(__AVX2__)
  return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps((__m256)a, (__m256)b, _CMP_GE_OQ));
#elif defined(__SSE2__)
  return (uint32_t)_mm_movemask_ps(_mm_cmpge_ps((__m128)a, (__m128)b));
#else
  uint32_t bits = 0;
  for (int i = 0; i < DEBUT_LANES; i++) bits |= (uint32_t)(a[i] >= b[i]) << i;
  return bits;
#endif
}
