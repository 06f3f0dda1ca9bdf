#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A C face of simdjson's on-demand parser. It walks one document completely, checks every value, and leaves a flat tape
// of nodes. A parser is reused from document to document and belongs to one thread at a time.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct csimdjson_parser csimdjson_parser;

typedef enum csimdjson_kind : uint8_t {
  csimdjson_null = 0,
  csimdjson_false = 1,
  csimdjson_true = 2,
  csimdjson_number = 3,
  csimdjson_string = 4,
  csimdjson_array = 5,
  csimdjson_object = 6,
} csimdjson_kind;

// A value. An object's node is followed by key, value, key, value, …; an array's by its elements; each with all that it
// holds, so that `next` is the index just past a node's subtree.
typedef struct csimdjson_node {
  // The raw value in the document, with its quotes or brackets.
  uint32_t start;
  uint32_t end;
  // Strings: where the decoded text begins, in the document, or in the text buffer when `is_unescaped`.
  uint32_t text;
  // Strings: the bytes of the decoded text. Arrays: elements. Objects: members.
  uint32_t count;
  uint32_t next;
  csimdjson_kind kind;
  bool is_unescaped;
} csimdjson_node;

typedef enum csimdjson_status : int32_t {
  csimdjson_ok = 0,
  // Not JSON; `offset` is near the place, not exact.
  csimdjson_invalid = 1,
  // `offset`: the first bracket that is too deep.
  csimdjson_too_deep = 2,
  // `offset`: the number; `other`: its length.
  csimdjson_number_too_long = 3,
  // `offset` and `other`: the second and the first of two equal keys.
  csimdjson_duplicate_key = 4,
  // `offset`: the `\u` of half a surrogate pair.
  csimdjson_lone_surrogate = 5,
  csimdjson_too_large = 6,
  csimdjson_out_of_memory = 7,
} csimdjson_status;

typedef struct csimdjson_result {
  csimdjson_status status;
  uint32_t offset;
  uint32_t other;
  const csimdjson_node *nodes;
  size_t node_count;
  // The decoded text of the strings that hold escapes, one after the other.
  const uint8_t *text;
  size_t text_count;
} csimdjson_result;

typedef struct csimdjson_limits {
  uint32_t maximum_depth;
  uint32_t maximum_number_characters;
  bool allows_duplicate_keys;
} csimdjson_limits;

// The largest document, in bytes.
extern const size_t csimdjson_maximum_document_bytes;

// NULL when there is no memory.
csimdjson_parser *csimdjson_create(void);
void csimdjson_destroy(csimdjson_parser *parser);

// Reads the document in `bytes`; what the result points to is valid until the parser is used again.
//
// `readable`, at least `count`, is how many bytes from `bytes` on may be read. Where they are enough for the parser to
// read past the end, and a line break stands there, the document is read where it lies; else it is copied first.
csimdjson_result csimdjson_read(
    csimdjson_parser *parser, const uint8_t *bytes, size_t count, size_t readable, csimdjson_limits limits);

// The decoded text of a string.
typedef struct csimdjson_text {
  // NULL when there is no such string. Else in the document that was read, or in the parser until it is used again.
  const uint8_t *bytes;
  size_t count;
} csimdjson_text;

// The text of the member with this key of the object that the parser read last; of equal keys the last. None when the
// document is no object, lacks the key, or has something else than a string there.
csimdjson_text csimdjson_member_text(const csimdjson_parser *parser, const uint8_t *key, size_t count);

// Whether the bytes are well-formed UTF-8.
bool csimdjson_is_utf8(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif
