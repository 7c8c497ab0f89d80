#pragma once

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Returns the first quote, backslash or line feed of JSON text from `at` on; a place at or behind `limit` if there
/// is none before it. Reads at most 16 bytes from `limit` on.
static inline const uint8_t *_Nonnull debut_text_mark(
    const uint8_t *_Nonnull at, const uint8_t *_Nonnull limit) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i newline = _mm_set1_epi8('\n');
  for (; at < limit; at += 16) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)at);
    const __m128i marks = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
        _mm_cmpeq_epi8(bytes, newline));
    const int found = _mm_movemask_epi8(marks);
    if (found != 0) return at + __builtin_ctz((unsigned)found);
  }
  return at;
#else
  // Eight bytes at a time: a byte that equals a mark becomes zero, and the subtraction borrows into its top bit. A
  // borrow reaches only bytes above a mark, so the lowest one found is right.
  const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
  for (; at < limit; at += 8) {
    uint64_t word;
    __builtin_memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    const uint64_t quote = word ^ (ones * '"');
    const uint64_t backslash = word ^ (ones * '\\');
    const uint64_t newline = word ^ (ones * '\n');
    const uint64_t found =
        (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((newline - ones) & ~newline)) & tops;
    if (found != 0) return at + __builtin_ctzll(found) / 8;
  }
  return at;
#endif
}
