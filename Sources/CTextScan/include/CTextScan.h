#pragma once

#include <stdint.h>
#include <string.h>

// Looks at 16 bytes of text at once: SSE2 on x86-64 and NEON on AArch64, which every such processor has. All functions
// are inlined where Swift calls them.

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

// For each of the 16 bytes a bit, the first in bit 0, of two classes.
typedef struct ctextscan_masks {
  uint32_t letters;
  uint32_t others;
} ctextscan_masks;

#if defined(__aarch64__) && defined(__ARM_NEON)
static inline uint32_t ctextscan_bits(uint8x16_t chosen) {
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t bits = vandq_u8(chosen, vld1q_u8(weights));
  return (uint32_t)vaddv_u8(vget_low_u8(bits)) | (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8;
}
#endif

// Letters of ASCII, and bytes beyond ASCII. 16 bytes can be read at `text`.
static inline ctextscan_masks ctextscan_letters(const uint8_t *text) {
#if defined(__SSE2__)
  __m128i bytes = _mm_loadu_si128((const __m128i *)text);
  __m128i offset = _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
  __m128i letters = _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(25)), offset);
  return (ctextscan_masks){(uint32_t)_mm_movemask_epi8(letters), (uint32_t)_mm_movemask_epi8(bytes)};
#elif defined(__aarch64__) && defined(__ARM_NEON)
  uint8x16_t bytes = vld1q_u8(text);
  uint8x16_t offset = vsubq_u8(vorrq_u8(bytes, vdupq_n_u8(0x20)), vdupq_n_u8('a'));
  return (ctextscan_masks){ctextscan_bits(vcleq_u8(offset, vdupq_n_u8(25))), ctextscan_bits(vcgeq_u8(bytes, vdupq_n_u8(0x80)))};
#else
  ctextscan_masks masks = {0, 0};
  for (int index = 0; index < 16; index++) {
    masks.letters |= (uint32_t)((uint8_t)((text[index] | 0x20) - 'a') < 26) << index;
    masks.others |= (uint32_t)(text[index] >> 7) << index;
  }
  return masks;
#endif
}

// Small letters of ASCII. 16 bytes can be read at `text`.
static inline uint32_t ctextscan_small_letters(const uint8_t *text) {
#if defined(__SSE2__)
  __m128i offset = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)text), _mm_set1_epi8('a'));
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(25)), offset));
#elif defined(__aarch64__) && defined(__ARM_NEON)
  return ctextscan_bits(vcleq_u8(vsubq_u8(vld1q_u8(text), vdupq_n_u8('a')), vdupq_n_u8(25)));
#else
  uint32_t letters = 0;
  for (int index = 0; index < 16; index++) letters |= (uint32_t)((uint8_t)(text[index] - 'a') < 26) << index;
  return letters;
#endif
}

// 64 bytes at once: for each a bit, the first in bit 0. All can be read at `text`.

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
