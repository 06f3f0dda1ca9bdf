#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A loaded model. Encoding does not change it, so it can be shared by threads.
typedef struct CSentencePieceProcessor CSentencePieceProcessor;

/// The tokens of the last text encoded into it; for one thread at a time.
typedef struct CSentencePieceResult CSentencePieceResult;

/// Why a call failed: a NUL-terminated text, cut where it does not fit.
typedef struct {
  char text[512];
} CSentencePieceMessage;

/// Loads a serialized ModelProto.
///
/// Returns 0 and sets `*processor`, which `csentencepiece_free` frees; or returns another code (a StatusCode of the
/// library, or -1 for an exception) and fills `message`.
int csentencepiece_load(
  const void *model, size_t size, CSentencePieceProcessor **processor, CSentencePieceMessage *message);

void csentencepiece_free(CSentencePieceProcessor *processor);

/// Returns NULL when there is no memory.
CSentencePieceResult *csentencepiece_result_new(void);

void csentencepiece_result_free(CSentencePieceResult *result);

/// Encodes `size` bytes of text into `result`. Returns 0, or another code and fills `message`.
int csentencepiece_encode(
  const CSentencePieceProcessor *processor, const char *text, size_t size, CSentencePieceResult *result,
  CSentencePieceMessage *message);

/// How many tokens `result` holds, their ids, and the bytes of the text from `starts[i]` up to `ends[i]` of each. The
/// pointers are good until the next call with `result`.
size_t csentencepiece_result_count(const CSentencePieceResult *result);
const int32_t *csentencepiece_result_ids(const CSentencePieceResult *result);
const int32_t *csentencepiece_result_starts(const CSentencePieceResult *result);
const int32_t *csentencepiece_result_ends(const CSentencePieceResult *result);

#ifdef __cplusplus
}
#endif
