#pragma once

#include <stdint.h>
#include <string.h>

// Looks at 64 bytes of text, 16 at once: SSE2 on x86-64 and NEON on AArch64, which every such processor has. All functions
// are inlined where Swift calls them.

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#if defined(__aarch64__) && defined(__ARM_NEON)
// For each of 16 bytes a bit, the first in bit 0.
static inline uint32_t ctextscan_bits(uint8x16_t chosen) {
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t bits = vandq_u8(chosen, vld1q_u8(weights));
  return (uint32_t)vaddv_u8(vget_low_u8(bits)) | (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8;
}
#endif

// For each of 64 bytes, which can be read at `text`, a bit, the first in bit 0.

#if defined(__SSE2__)
#define CTEXTSCAN_BLOCK(condition)                                                     \
  uint64_t bits = 0;                                                                   \
  for (int part = 0; part < 4; part++) {                                               \
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + 16 * part));              \
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(condition) << (16 * part);           \
  }                                                                                    \
  return bits
#elif defined(__aarch64__) && defined(__ARM_NEON)
#define CTEXTSCAN_BLOCK(condition)                                  \
  uint64_t bits = 0;                                                \
  for (int part = 0; part < 4; part++) {                            \
    uint8x16_t bytes = vld1q_u8(text + 16 * part);                  \
    bits |= (uint64_t)ctextscan_bits(condition) << (16 * part);     \
  }                                                                 \
  return bits
#else
#define CTEXTSCAN_BLOCK(condition)                                                \
  uint64_t bits = 0;                                                              \
  for (int index = 0; index < 64; index++) {                                      \
    uint8_t byte = text[index];                                                   \
    bits |= (uint64_t)(condition) << index;                                       \
  }                                                                               \
  return bits
#endif

// Bytes from `first` to `first + count - 1`.
static inline uint64_t ctextscan_block_range(const uint8_t *text, uint8_t first, uint8_t count) {
#if defined(__SSE2__)
  const __m128i low = _mm_set1_epi8((char)first), last = _mm_set1_epi8((char)(count - 1));
  CTEXTSCAN_BLOCK(_mm_cmpeq_epi8(_mm_min_epu8(_mm_sub_epi8(bytes, low), last), _mm_sub_epi8(bytes, low)));
#elif defined(__aarch64__) && defined(__ARM_NEON)
  CTEXTSCAN_BLOCK(vcltq_u8(vsubq_u8(bytes, vdupq_n_u8(first)), vdupq_n_u8(count)));
#else
  CTEXTSCAN_BLOCK((uint8_t)(byte - first) < count);
#endif
}

// Letters of ASCII.
static inline uint64_t ctextscan_block_letters(const uint8_t *text) {
#if defined(__SSE2__)
  const __m128i low = _mm_set1_epi8('a'), last = _mm_set1_epi8(25), small = _mm_set1_epi8(0x20);
  CTEXTSCAN_BLOCK(_mm_cmpeq_epi8(_mm_min_epu8(_mm_sub_epi8(_mm_or_si128(bytes, small), low), last), _mm_sub_epi8(_mm_or_si128(bytes, small), low)));
#elif defined(__aarch64__) && defined(__ARM_NEON)
  CTEXTSCAN_BLOCK(vcltq_u8(vsubq_u8(vorrq_u8(bytes, vdupq_n_u8(0x20)), vdupq_n_u8('a')), vdupq_n_u8(26)));
#else
  CTEXTSCAN_BLOCK((uint8_t)((byte | 0x20) - 'a') < 26);
#endif
}

// Bytes equal to `value`.
static inline uint64_t ctextscan_block_equal(const uint8_t *text, uint8_t value) {
#if defined(__SSE2__)
  CTEXTSCAN_BLOCK(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)value)));
#elif defined(__aarch64__) && defined(__ARM_NEON)
  CTEXTSCAN_BLOCK(vceqq_u8(bytes, vdupq_n_u8(value)));
#else
  CTEXTSCAN_BLOCK(byte == value);
#endif
}

// Bytes equal to one of two.
static inline uint64_t ctextscan_block_either(const uint8_t *text, uint8_t first, uint8_t second) {
#if defined(__SSE2__)
  const __m128i one = _mm_set1_epi8((char)first), other = _mm_set1_epi8((char)second);
  CTEXTSCAN_BLOCK(_mm_or_si128(_mm_cmpeq_epi8(bytes, one), _mm_cmpeq_epi8(bytes, other)));
#elif defined(__aarch64__) && defined(__ARM_NEON)
  CTEXTSCAN_BLOCK(vorrq_u8(vceqq_u8(bytes, vdupq_n_u8(first)), vceqq_u8(bytes, vdupq_n_u8(second))));
#else
  CTEXTSCAN_BLOCK(byte == first || byte == second);
#endif
}

// The same of `count` bytes, which are fewer than 64; none behind them is read.
static inline uint64_t ctextscan_short_either(const uint8_t *text, int64_t count, uint8_t first, uint8_t second) {
  uint8_t block[64] = {0};
  if (count <= 0 || count >= 64) return 0;
  memcpy(block, text, (size_t)count);
  return ctextscan_block_either(block, first, second) & ~(~(uint64_t)0 << count);
}

// The index of the first of `count` bytes that is equal to one of two; `count` for none.
static inline int64_t ctextscan_find_either(const uint8_t *text, int64_t count, uint8_t first, uint8_t second) {
  int64_t start = 0;
  for (; count - start >= 64; start += 64) {
    uint64_t found = ctextscan_block_either(text + start, first, second);
    if (found) return start + __builtin_ctzll(found);
  }
  for (; start < count; start++)
    if (text[start] == first || text[start] == second) return start;
  return count;
}

// Controls below the space, and bytes beyond ASCII.
static inline uint64_t ctextscan_block_others(const uint8_t *text) {
#if defined(__SSE2__)
  CTEXTSCAN_BLOCK(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)));
#elif defined(__aarch64__) && defined(__ARM_NEON)
  CTEXTSCAN_BLOCK(vcltq_s8(vreinterpretq_s8_u8(bytes), vdupq_n_s8(0x20)));
#else
  CTEXTSCAN_BLOCK(byte < 0x20 || byte >= 0x80);
#endif
}

// Asks for the cache line at `address` ahead of its use.
static inline void ctextscan_prefetch(const void *address) { __builtin_prefetch(address); }
