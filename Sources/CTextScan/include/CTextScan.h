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

// Asks for the cache line at `address` ahead of its use.
static inline void ctextscan_prefetch(const void *address) { __builtin_prefetch(address); }
