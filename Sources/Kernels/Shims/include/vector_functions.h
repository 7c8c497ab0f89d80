#pragma once

#include "kernel_shims.h"

// e^x, 1 / (1 + e^-x) and tanh x, lane by lane, from one reduction: x = n ln 2 + r with n whole and
// |r| <= ln(2) / 2, and e^r - 1 = r + r^2 q(r). q is the polynomial of degree 4 whose greatest
// error relative to e^r - 1 is least (a Remez exchange in 40 digits, coefficients then rounded to
// float). That error is 1.5e-8, a quarter of a unit in the last place.
//
// Bounds, in units in the last place (ulp) of the true result, found by trying every float from
// 1e-30 up in magnitude, and one in 64 below, in every x86 variant:
//   exp      1.1 ulp; results below the smallest normal number are off by at most 1 of their units
//   sigmoid  2.5 ulp, down to the smallest normal result, 1 unit below
//   tanh     2.6 ulp
// Infinities give the limits, NaN gives NaN, tanh keeps the sign of zero.

#pragma clang fp contract(off)

DEBUT_INLINE debut_integers debut_bits(debut_vector v) {
  debut_integers i;
  __builtin_memcpy(&i, &v, sizeof v);
  return i;
}
DEBUT_INLINE debut_vector debut_from_bits(debut_integers i) {
  debut_vector v;
  __builtin_memcpy(&v, &i, sizeof v);
  return v;
}

/// Returns 2^n for n in -126 ... 127.
DEBUT_INLINE debut_vector debut_power_of_two(debut_integers n) {
  return debut_from_bits((n + 127) << 23);
}

/// Returns e^r - 1 and writes n, with x = n ln 2 + r, |x| < 2^21.
DEBUT_INLINE debut_vector debut_reduced_expm1(debut_vector x, debut_integers *n) {
  // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
  const debut_vector shift = (debut_vector)(12582912.0f);
  const debut_vector shifted = vector_mul_add(x, (debut_vector)(0x1.715476p+0f), shift);
  const debut_vector whole = shifted - shift;
  *n = debut_bits(shifted) - 0x4b400000;
  // ln 2 in two parts; the first has so few bits that its product with n is exact.
  debut_vector r = vector_mul_add(whole, (debut_vector)(-0x1.62e4p-1f), x);
  r = vector_mul_add(whole, (debut_vector)(-0x1.7f7d1cp-20f), r);
  debut_vector q = (debut_vector)(0x1.6d965cp-10f);
  q = vector_mul_add(q, r, (debut_vector)(0x1.12263cp-7f));
  q = vector_mul_add(q, r, (debut_vector)(0x1.55548ap-5f));
  q = vector_mul_add(q, r, (debut_vector)(0x1.5554b2p-3f));
  q = vector_mul_add(q, r, (debut_vector)(0.5f));
  return vector_mul_add(r * r, q, r);
}

/// Returns e^x.
DEBUT_INLINE debut_vector vector_exp(debut_vector x) {
  // Past these bounds the result is infinity or zero anyway. NaN passes: it is the second operand.
  x = vector_max((debut_vector)(-105.0f), vector_min((debut_vector)(89.0f), x));
  debut_integers n;
  const debut_vector p = debut_reduced_expm1(x, &n) + 1.0f;
  // In two steps, because 2^n may lie outside the normal numbers; only the second one rounds.
  const debut_integers half = n >> 1;
  return p * debut_power_of_two(half) * debut_power_of_two(n - half);
}

/// Returns 1 / (1 + e^-x). It raises e to -|x| alone, so that nothing overflows and small results
/// stay exact.
DEBUT_INLINE debut_vector vector_sigmoid(debut_vector x) {
  const debut_vector e = vector_exp(-vector_abs(x));
  const debut_vector one = (debut_vector)(1.0f);
  return (x < 0.0f ? e : one) / (one + e);
}

/// Returns tanh x = (e^2x - 1) / (e^2x - 1 + 2), for |x| and with the sign put back.
DEBUT_INLINE debut_vector vector_tanh(debut_vector x) {
  // From 10 on the result rounds to 1.
  const debut_vector y = vector_min((debut_vector)(20.0f), 2.0f * vector_abs(x));
  debut_integers n;
  const debut_vector p = debut_reduced_expm1(y, &n);
  const debut_vector scale = debut_power_of_two(n);
  const debut_vector expm1 = vector_mul_add(scale, p, scale - 1.0f);
  const debut_vector t = expm1 / (expm1 + 2.0f);
  return debut_from_bits(debut_bits(t) | (debut_bits(x) & (int32_t)0x80000000));
}
