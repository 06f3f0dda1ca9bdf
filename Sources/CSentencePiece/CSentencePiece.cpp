#include "CSentencePiece.h"

#include <sentencepiece_processor.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

// Exported by the library, but declared in none of the headers it installs.
namespace sentencepiece {
namespace logging {
void SetMinLogLevel(int level);
}  // namespace logging
}  // namespace sentencepiece

struct CSentencePieceProcessor {
  sentencepiece::SentencePieceProcessor processor;
};

struct CSentencePieceResult {
  std::vector<int32_t> ids, starts, ends;
};

namespace {

constexpr int exceptionCode = -1;
constexpr int onlyFatalMessages = 3;

void write(CSentencePieceMessage *message, const char *text) {
  std::snprintf(message->text, sizeof message->text, "%s", text);
}

/// Calls `body`, which returns a Status, and turns what it returns or throws into a code and a message.
template <typename Body>
int guarded(CSentencePieceMessage *message, Body body) {
  try {
    const sentencepiece::util::Status status = body();
    if (status.ok()) return 0;
    write(message, status.error_message());
    return static_cast<int>(status.code());
  } catch (const std::exception &exception) {
    write(message, exception.what());
  } catch (...) {
    write(message, "unknown exception");
  }
  return exceptionCode;
}

}  // namespace

int csentencepiece_load(
    const void *model, size_t size, CSentencePieceProcessor **processor, CSentencePieceMessage *message) {
  return guarded(message, [&] {
    sentencepiece::logging::SetMinLogLevel(onlyFatalMessages);
    auto loaded = std::make_unique<CSentencePieceProcessor>();
    const auto status =
        loaded->processor.LoadFromSerializedProto(std::string_view(static_cast<const char *>(model), size));
    if (status.ok()) *processor = loaded.release();
    return status;
  });
}

void csentencepiece_free(CSentencePieceProcessor *processor) { delete processor; }

CSentencePieceResult *csentencepiece_result_new(void) { return new (std::nothrow) CSentencePieceResult; }

void csentencepiece_result_free(CSentencePieceResult *result) { delete result; }

int csentencepiece_encode(
    const CSentencePieceProcessor *processor, const char *text, size_t size, CSentencePieceResult *result,
    CSentencePieceMessage *message) {
  return guarded(message, [&] {
    result->ids.clear();
    result->starts.clear();
    result->ends.clear();
    sentencepiece::ImmutableSentencePieceText encoded;
    const auto status = processor->processor.Encode(std::string_view(text, size), encoded.mutable_proto());
    if (!status.ok()) return status;
    const int count = static_cast<int>(encoded.pieces_size());
    result->ids.reserve(count);
    result->starts.reserve(count);
    result->ends.reserve(count);
    for (int index = 0; index < count; ++index) {
      const auto piece = encoded.pieces(index);
      result->ids.push_back(static_cast<int32_t>(piece.id()));
      result->starts.push_back(static_cast<int32_t>(piece.begin()));
      result->ends.push_back(static_cast<int32_t>(piece.end()));
    }
    return status;
  });
}

size_t csentencepiece_result_count(const CSentencePieceResult *result) { return result->ids.size(); }

const int32_t *csentencepiece_result_ids(const CSentencePieceResult *result) { return result->ids.data(); }

const int32_t *csentencepiece_result_starts(const CSentencePieceResult *result) { return result->starts.data(); }

const int32_t *csentencepiece_result_ends(const CSentencePieceResult *result) { return result->ends.data(); }
