#include "cpu_features.h"

#if defined(__x86_64__)
#include <cpuid.h>

/// Returns the register sets that the operating system saves on a context switch (XCR0); 0 if it
/// reports none.
static uint64_t saved_registers(void) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  const uint32_t osxsave = 1u << 27;
  if (!(c & osxsave)) return 0;
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
}

static int has(uint32_t word, uint32_t bits) { return (word & bits) == bits; }

int kernel_x86_level(void) {
  uint32_t a, b, c, d, extended_b, extended_c, extended_d, structured_b, structured_c, structured_d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 1;
  if (!__get_cpuid_count(7, 0, &a, &structured_b, &structured_c, &structured_d)) return 1;
  if (!__get_cpuid(0x80000001u, &a, &extended_b, &extended_c, &extended_d)) return 1;
  const uint64_t saved = saved_registers();
  const uint64_t sse_and_avx = 0x6, avx512 = 0xe6;

  // Level 2 (SSE3, SSSE3, SSE4.1, SSE4.2, CMPXCHG16B, POPCNT; LAHF) and level 3 (FMA, MOVBE, AVX,
  // F16C; LZCNT; BMI1, AVX2, BMI2), as the x86-64 psABI lists them.
  const uint32_t level2 = 1u << 0 | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23;
  const uint32_t level3 = 1u << 12 | 1u << 22 | 1u << 28 | 1u << 29;
  const uint32_t level3_structured = 1u << 3 | 1u << 5 | 1u << 8;
  const uint32_t level3_extended = 1u << 0 | 1u << 5;
  if ((saved & sse_and_avx) != sse_and_avx) return 1;
  if (!has(c, level2 | level3) || !has(structured_b, level3_structured)
      || !has(extended_c, level3_extended))
    return 1;

  // AVX512F, DQ, CD, BW and VL.
  const uint32_t level4 = 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31;
  if ((saved & avx512) != avx512 || !has(structured_b, level4)) return 3;
  return 4;
}
#else
int kernel_x86_level(void) { return 0; }
#endif
