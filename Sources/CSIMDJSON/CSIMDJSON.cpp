#include "CSIMDJSON.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace {

using simdjson::error_code;
namespace ondemand = simdjson::ondemand;

bool is_space(uint8_t byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

// Whether the bytes are a number by RFC 8259, section 6.
bool is_number(const uint8_t *at, const uint8_t *end) {
  if (at < end && *at == '-') at++;
  if (at == end || !is_digit(*at)) return false;
  if (*at == '0') {
    at++;
  } else {
    while (at < end && is_digit(*at)) at++;
  }
  if (at < end && *at == '.') {
    at++;
    if (at == end || !is_digit(*at)) return false;
    while (at < end && is_digit(*at)) at++;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '+' || *at == '-')) at++;
    if (at == end || !is_digit(*at)) return false;
    while (at < end && is_digit(*at)) at++;
  }
  return at == end;
}

// The four hexadecimal digits at `at`, or -1.
int32_t code_unit(const uint8_t *at, const uint8_t *end) {
  if (end - at < 4) return -1;
  int32_t value = 0;
  for (int index = 0; index < 4; index++) {
    uint8_t byte = at[index];
    uint8_t lower = byte | 0x20;
    int32_t digit;
    if (is_digit(byte)) {
      digit = byte - '0';
    } else if (lower >= 'a' && lower <= 'f') {
      digit = lower - 'a' + 10;
    } else {
      return -1;
    }
    value = value << 4 | digit;
  }
  return value;
}

uint8_t *append_scalar(uint8_t *to, uint32_t value) {
  if (value < 0x80) {
    *to++ = uint8_t(value);
  } else if (value < 0x800) {
    *to++ = uint8_t(0xC0 | value >> 6);
    *to++ = uint8_t(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    *to++ = uint8_t(0xE0 | value >> 12);
    *to++ = uint8_t(0x80 | (value >> 6 & 0x3F));
    *to++ = uint8_t(0x80 | (value & 0x3F));
  } else {
    *to++ = uint8_t(0xF0 | value >> 18);
    *to++ = uint8_t(0x80 | (value >> 12 & 0x3F));
    *to++ = uint8_t(0x80 | (value >> 6 & 0x3F));
    *to++ = uint8_t(0x80 | (value & 0x3F));
  }
  return to;
}

// What a backslash with this byte behind it stands for, where that is one byte; else 0.
constexpr std::array<uint8_t, 256> one_byte_escapes() {
  std::array<uint8_t, 256> bytes{};
  bytes['"'] = '"';
  bytes['\\'] = '\\';
  bytes['/'] = '/';
  bytes['b'] = '\b';
  bytes['f'] = '\f';
  bytes['n'] = '\n';
  bytes['r'] = '\r';
  bytes['t'] = '\t';
  return bytes;
}

constexpr std::array<uint8_t, 256> one_byte_escape = one_byte_escapes();

#ifdef __SSE2__
// How many bytes are copied at a time, and may be read and written past the end.
constexpr size_t block = 32;

// Copies a block; the bits of the backslashes in it.
uint32_t copy_block(uint8_t *to, const uint8_t *at) {
  const __m128i backslash = _mm_set1_epi8('\\');
  __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
  __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + 16));
  _mm_storeu_si128(reinterpret_cast<__m128i *>(to), low);
  _mm_storeu_si128(reinterpret_cast<__m128i *>(to + 16), high);
  return uint32_t(_mm_movemask_epi8(_mm_cmpeq_epi8(low, backslash))) |
         uint32_t(_mm_movemask_epi8(_mm_cmpeq_epi8(high, backslash))) << 16;
}

// Copies what stands before the next backslash, or before `end`; how much that is. The most escapes stand near each
// other, so that a search apart from the copy would cost more than both.
size_t copy_plain(uint8_t *to, const uint8_t *at, const uint8_t *end) {
  const uint8_t *start = at;
  while (at < end) {
    uint32_t backslashes = copy_block(to, at);
    if (backslashes != 0) return std::min(size_t(at - start) + size_t(__builtin_ctz(backslashes)), size_t(end - start));
    at += block;
    to += block;
  }
  return size_t(end - start);
}
#else
size_t copy_plain(uint8_t *to, const uint8_t *at, const uint8_t *end) {
  auto escape = static_cast<const uint8_t *>(std::memchr(at, '\\', size_t(end - at)));
  size_t plain = size_t((escape ? escape : end) - at);
  std::memcpy(to, at, plain);
  return plain;
}
#endif

// An object's key: its first eight bytes, which decide most comparisons without a look at the text, and its node.
struct Key {
  uint64_t prefix;
  uint32_t node;
};

uint64_t key_prefix(const uint8_t *text, size_t count) {
  uint64_t prefix = 0;
  std::memcpy(&prefix, text, std::min<size_t>(count, 8));
  return prefix;
}

// An array or object whose end has not been met.
struct Frame {
  uint32_t node;
  bool is_object;
  ondemand::object_iterator members;
  ondemand::array_iterator elements;
};

}  // namespace

namespace {

// Memory that is not filled with zeros first, so that what is never written costs nothing.
class Bytes {
 public:
  uint8_t *data() { return bytes.get(); }
  const uint8_t *data() const { return bytes.get(); }
  size_t size() const { return count; }
  // What was there is lost.
  void make_room(size_t wanted) {
    bytes.reset(new uint8_t[wanted]);
    count = wanted;
  }

 private:
  std::unique_ptr<uint8_t[]> bytes;
  size_t count = 0;
};

}  // namespace

struct csimdjson_parser {
  ondemand::parser parser;
  // The document: where it lies, or in `copy`.
  const uint8_t *document = nullptr;
  Bytes copy;
  Bytes text;
  std::vector<csimdjson_node> nodes;
  std::vector<Frame> frames;
  std::vector<Key> keys;
  size_t count = 0;
  size_t text_count = 0;
  csimdjson_limits limits{};
  uint32_t offset = 0;
  uint32_t other = 0;

  const uint8_t *source() const { return document; }

  csimdjson_status fail(csimdjson_status status, size_t at, size_t second = 0) {
    offset = uint32_t(std::min(at, count));
    other = uint32_t(second);
    return status;
  }

  csimdjson_status read(const uint8_t *bytes, size_t length, size_t readable);
  csimdjson_text member_text(const uint8_t *key, size_t length) const;
  csimdjson_status walk(ondemand::document &root);
  csimdjson_status open(ondemand::value value, const uint8_t *start, bool is_object);
  csimdjson_status close(size_t &end);
  csimdjson_status value(ondemand::value value, size_t &end);
  csimdjson_status scalar(const uint8_t *start, const uint8_t *limit, size_t &end);
  csimdjson_status string(const uint8_t *start, const uint8_t *end);
  csimdjson_status unescape(const uint8_t *at, const uint8_t *end);
  csimdjson_status check_keys(uint32_t object);
  int compare_keys(const Key &left, const Key &right) const;

  const uint8_t *content(const csimdjson_node &node) const {
    return (node.is_unescaped ? text.data() : document) + node.text;
  }

  uint32_t append(csimdjson_kind kind, const uint8_t *start, const uint8_t *end) {
    uint32_t index = uint32_t(nodes.size());
    nodes.push_back({uint32_t(start - source()), uint32_t(end - source()), 0, 0, index + 1, kind, false});
    return index;
  }
};

csimdjson_status csimdjson_parser::read(const uint8_t *bytes, size_t length, size_t readable) {
  nodes.clear();
  frames.clear();
  text_count = 0;
  count = length;
  offset = other = 0;
  if (length > csimdjson_maximum_document_bytes) return fail(csimdjson_too_large, 0, 0);
  if (length == 0) return fail(csimdjson_invalid, 0);
  size_t padded = length + simdjson::SIMDJSON_PADDING;
  size_t roomy = std::max<size_t>(padded + padded / 2, 4096);
  // No text of the document can go on with a line break, so that it reads as the end does.
  bool stays = readable >= padded && (bytes[length] == '\n' || bytes[length] == '\r');
  if (stays) {
    document = bytes;
  } else {
    if (copy.size() < padded) copy.make_room(roomy);
    std::memcpy(copy.data(), bytes, length);
    std::memset(copy.data() + length, 0, simdjson::SIMDJSON_PADDING);
    document = copy.data();
  }
  if (text.size() < padded) text.make_room(roomy);

  // simdjson counts a scalar inside a container as a level of its own.
  size_t depth = size_t(limits.maximum_depth) + 2;
  if (parser.capacity() < length || parser.max_depth() != depth) {
    size_t capacity = std::max(parser.capacity(), roomy);
    if (parser.allocate(capacity, depth)) return fail(csimdjson_out_of_memory, 0);
  }
  ondemand::document root;
  error_code error = parser.iterate(document, length, padded).get(root);
  if (error == simdjson::MEMALLOC) return fail(csimdjson_out_of_memory, 0);
  if (error) return fail(csimdjson_invalid, 0);
  return walk(root);
}

csimdjson_text csimdjson_parser::member_text(const uint8_t *key, size_t length) const {
  if (nodes.empty() || nodes[0].kind != csimdjson_object) return {nullptr, 0};
  const csimdjson_node *found = nullptr;
  for (uint32_t at = 1; at < nodes[0].next; at = nodes[at + 1].next) {
    if (nodes[at].count != length || std::memcmp(content(nodes[at]), key, length) != 0) continue;
    found = &nodes[at + 1];
  }
  if (found == nullptr || found->kind != csimdjson_string) return {nullptr, 0};
  return {content(*found), found->count};
}

csimdjson_status csimdjson_parser::walk(ondemand::document &root) {
  bool is_scalar;
  if (root.is_scalar().get(is_scalar)) return fail(csimdjson_invalid, 0);
  size_t end = 0;
  if (is_scalar) {
    std::string_view token;
    if (root.raw_json_token().get(token)) return fail(csimdjson_invalid, 0);
    auto start = reinterpret_cast<const uint8_t *>(token.data());
    if (auto status = scalar(start, start + token.size(), end)) return status;
  } else {
    ondemand::value whole;
    if (root.get_value().get(whole)) return fail(csimdjson_invalid, 0);
    if (auto status = value(whole, end)) return status;
  }
  while (!frames.empty()) {
    Frame &frame = frames.back();
    bool has_more = frame.is_object ? frame.members != ondemand::object_iterator{}
                                    : frame.elements != ondemand::array_iterator{};
    if (!has_more) {
      if (auto status = close(end)) return status;
      frames.pop_back();
      if (!frames.empty()) {
        Frame &parent = frames.back();
        if (parent.is_object) ++parent.members; else ++parent.elements;
      }
      continue;
    }
    nodes[frame.node].count++;
    ondemand::value child;
    if (frame.is_object) {
      ondemand::field field;
      if ((*frame.members).get(field)) return fail(csimdjson_invalid, end);
      auto start = reinterpret_cast<const uint8_t *>(field.key().raw()) - 1;
      auto stop = start + 1;
      auto limit = source() + count;
      while (stop < limit && *stop != '"') stop += *stop == '\\' ? 2 : 1;
      if (stop >= limit) return fail(csimdjson_invalid, end);
      if (auto status = string(start, stop + 1)) return status;
      child = field.value();
    } else {
      if ((*frame.elements).get(child)) return fail(csimdjson_invalid, end);
    }
    size_t open_count = frames.size();
    if (auto status = value(child, end)) return status;
    // A container's members come first; its parent goes on when it is closed.
    if (frames.size() == open_count) {
      Frame &parent = frames.back();
      if (parent.is_object) ++parent.members; else ++parent.elements;
    }
  }
  while (end < count && is_space(source()[end])) end++;
  return end == count ? csimdjson_ok : fail(csimdjson_invalid, end);
}

csimdjson_status csimdjson_parser::value(ondemand::value value, size_t &end) {
  std::string_view token = value.raw_json_token();
  auto start = reinterpret_cast<const uint8_t *>(token.data());
  if (token.empty() || start < source() || start >= source() + count) return fail(csimdjson_invalid, end);
  auto limit = std::min(start + token.size(), source() + count);
  if (*start == '{' || *start == '[') {
    end = size_t(start - source()) + 1;
    return open(value, start, *start == '{');
  }
  if (auto status = scalar(start, limit, end)) return status;
  // A string is consumed here; any other scalar is one token, which the iterator skips when it goes on.
  if (*start == '"') {
    ondemand::raw_json_string ignored;
    if (value.get_raw_json_string().get(ignored)) return fail(csimdjson_invalid, size_t(start - source()));
  }
  return csimdjson_ok;
}

csimdjson_status csimdjson_parser::open(ondemand::value value, const uint8_t *start, bool is_object) {
  if (frames.size() >= limits.maximum_depth) return fail(csimdjson_too_deep, size_t(start - source()));
  Frame frame{append(is_object ? csimdjson_object : csimdjson_array, start, start + 1), is_object, {}, {}};
  if (is_object) {
    ondemand::object object;
    if (value.get_object().get(object) || object.begin().get(frame.members)) {
      return fail(csimdjson_invalid, size_t(start - source()));
    }
  } else {
    ondemand::array array;
    if (value.get_array().get(array) || array.begin().get(frame.elements)) {
      return fail(csimdjson_invalid, size_t(start - source()));
    }
  }
  frames.push_back(frame);
  return csimdjson_ok;
}

// Closes the innermost container, whose last member ends at `end`.
csimdjson_status csimdjson_parser::close(size_t &end) {
  const Frame &frame = frames.back();
  while (end < count && is_space(source()[end])) end++;
  if (end >= count || source()[end] != (frame.is_object ? '}' : ']')) return fail(csimdjson_invalid, end);
  end++;
  nodes[frame.node].end = uint32_t(end);
  nodes[frame.node].next = uint32_t(nodes.size());
  return frame.is_object && !limits.allows_duplicate_keys ? check_keys(frame.node) : csimdjson_ok;
}

csimdjson_status csimdjson_parser::scalar(const uint8_t *start, const uint8_t *limit, size_t &end) {
  auto stop = limit;
  while (stop > start && is_space(stop[-1])) stop--;
  end = size_t(stop - source());
  size_t length = size_t(stop - start);
  auto is = [&](const char *word, size_t size) { return length == size && std::memcmp(start, word, size) == 0; };
  switch (*start) {
    case '"':
      if (length < 2 || stop[-1] != '"') return fail(csimdjson_invalid, size_t(start - source()));
      return string(start, stop);
    case 't':
      if (!is("true", 4)) break;
      append(csimdjson_true, start, stop);
      return csimdjson_ok;
    case 'f':
      if (!is("false", 5)) break;
      append(csimdjson_false, start, stop);
      return csimdjson_ok;
    case 'n':
      if (!is("null", 4)) break;
      append(csimdjson_null, start, stop);
      return csimdjson_ok;
    default:
      if (!is_number(start, stop)) break;
      if (length > limits.maximum_number_characters) {
        return fail(csimdjson_number_too_long, size_t(start - source()), length);
      }
      append(csimdjson_number, start, stop);
      return csimdjson_ok;
  }
  return fail(csimdjson_invalid, size_t(start - source()));
}

// Appends the string whose quotes are at `start` and before `end`.
csimdjson_status csimdjson_parser::string(const uint8_t *start, const uint8_t *end) {
  uint32_t index = append(csimdjson_string, start, end);
  size_t length = size_t(end - start) - 2;
  if (length > 0 && std::memchr(start + 1, '\\', length) != nullptr) {
    size_t begin = text_count;
    if (auto status = unescape(start + 1, end - 1)) return status;
    nodes[index].text = uint32_t(begin);
    nodes[index].count = uint32_t(text_count - begin);
    nodes[index].is_unescaped = true;
  } else {
    nodes[index].text = uint32_t(start + 1 - source());
    nodes[index].count = uint32_t(length);
  }
  return csimdjson_ok;
}

// Appends the decoded text to the text buffer; it is never longer than the raw text, so the buffer holds it. Both are
// padded for `copy_plain`.
csimdjson_status csimdjson_parser::unescape(const uint8_t *at, const uint8_t *end) {
  uint8_t *to = text.data() + text_count;
  while (true) {
    size_t plain = copy_plain(to, at, end);
    to += plain;
    at += plain;
    if (at == end) break;
    auto escape = at++;
    if (at == end) return fail(csimdjson_invalid, size_t(escape - source()));
    if (uint8_t byte = one_byte_escape[*at]) {
      *to++ = byte;
      at++;
      continue;
    }
    switch (*at++) {
      case 'u': {
        int32_t unit = code_unit(at, end);
        if (unit < 0) return fail(csimdjson_invalid, size_t(escape - source()));
        at += 4;
        uint32_t scalar = uint32_t(unit);
        if (scalar >= 0xD800 && scalar < 0xE000) {
          int32_t second = scalar < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u' ? code_unit(at + 2, end) : -1;
          if (second < 0xDC00 || second > 0xDFFF) return fail(csimdjson_lone_surrogate, size_t(escape - source()));
          at += 6;
          scalar = 0x10000 + ((scalar - 0xD800) << 10 | (uint32_t(second) - 0xDC00));
        }
        to = append_scalar(to, scalar);
        break;
      }
      default: return fail(csimdjson_invalid, size_t(escape - source()));
    }
  }
  text_count = size_t(to - text.data());
  return csimdjson_ok;
}

// Orders keys by bytes in some fixed way; 0 when they are equal.
int csimdjson_parser::compare_keys(const Key &left, const Key &right) const {
  if (left.prefix != right.prefix) return left.prefix < right.prefix ? -1 : 1;
  const csimdjson_node &a = nodes[left.node], &b = nodes[right.node];
  if (a.count != b.count) return a.count < b.count ? -1 : 1;
  return a.count <= 8 ? 0 : std::memcmp(content(a), content(b), a.count);
}

csimdjson_status csimdjson_parser::check_keys(uint32_t object) {
  uint32_t member_count = nodes[object].count;
  if (member_count < 2) return csimdjson_ok;
  keys.clear();
  for (uint32_t key = object + 1; key < nodes[object].next; key = nodes[key + 1].next) {
    keys.push_back({key_prefix(content(nodes[key]), nodes[key].count), key});
  }
  // Few keys: compare each with each. Many: sort, which no choice of keys can make slow.
  if (member_count <= 12) {
    for (size_t second = 1; second < keys.size(); second++) {
      for (size_t first = 0; first < second; first++) {
        if (compare_keys(keys[first], keys[second]) == 0) {
          return fail(csimdjson_duplicate_key, nodes[keys[second].node].start, nodes[keys[first].node].start);
        }
      }
    }
    return csimdjson_ok;
  }
  std::sort(keys.begin(), keys.end(), [&](const Key &a, const Key &b) {
    int order = compare_keys(a, b);
    return order < 0 || (order == 0 && a.node < b.node);
  });
  size_t found = 0;
  for (size_t index = 1; index < keys.size(); index++) {
    if (compare_keys(keys[index - 1], keys[index]) != 0) continue;
    if (found == 0 || keys[index].node < keys[found].node) found = index;
  }
  if (found == 0) return csimdjson_ok;
  return fail(csimdjson_duplicate_key, nodes[keys[found].node].start, nodes[keys[found - 1].node].start);
}

extern "C" {

const size_t csimdjson_maximum_document_bytes = size_t(1) << 30;

csimdjson_parser *csimdjson_create(void) { return new (std::nothrow) csimdjson_parser(); }

void csimdjson_destroy(csimdjson_parser *parser) { delete parser; }

csimdjson_result csimdjson_read(
    csimdjson_parser *parser, const uint8_t *bytes, size_t count, size_t readable, csimdjson_limits limits) {
  csimdjson_status status;
  parser->limits = limits;
  try {
    status = parser->read(bytes, count, readable);
  } catch (const std::bad_alloc &) {
    status = parser->fail(csimdjson_out_of_memory, 0);
  } catch (const std::length_error &) {
    status = parser->fail(csimdjson_out_of_memory, 0);
  }
  return {status, parser->offset, parser->other, parser->nodes.data(), parser->nodes.size(), parser->text.data(),
          parser->text_count};
}

csimdjson_text csimdjson_member_text(const csimdjson_parser *parser, const uint8_t *key, size_t count) {
  return parser->member_text(key, count);
}

bool csimdjson_is_utf8(const uint8_t *bytes, size_t count) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), count);
}

}  // extern "C"
