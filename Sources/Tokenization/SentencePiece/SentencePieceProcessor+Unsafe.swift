import CSentencePiece
import Diagnostics

/// A model loaded into the SentencePiece library.
///
/// `@unchecked Sendable`: the C++ object is never changed after it was loaded, and the library's const methods may be
/// called from several threads at once.
final class SentencePieceProcessor: @unchecked Sendable {
  private let processor: OpaquePointer

  /// - Parameter model: A serialized model that `SentencePieceModelFile` has checked.
  /// - Throws: `vocabulary.corrupt-model` with the library's reason.
  init(model: [UInt8], path: String) throws {
    var loaded: OpaquePointer?
    var message = CSentencePieceMessage()
    let code = model.withUnsafeBytes { csentencepiece_load($0.baseAddress, $0.count, &loaded, &message) }
    guard code == 0, let loaded else {
      throw TrainPackError(
        .vocabularyCorruptModel, "the SentencePiece library refuses the model: \(message.string)",
        at: InputLocation(source: path), fix: "fetch the file again and compare its sha256 with the publisher's")
    }
    processor = loaded
  }

  deinit { csentencepiece_free(processor) }

  /// Encodes `text` into `result`.
  ///
  /// - Throws: `tokenization.engine-failed`.
  func encode(_ text: Span<UInt8>, into result: SentencePieceResult) throws {
    var message = CSentencePieceMessage()
    let code = text.withUnsafeBytes { bytes in
      csentencepiece_encode(
        processor, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, result.result, &message)
    }
    if code != 0 {
      throw TrainPackError(
        .engineFailed, "the SentencePiece library failed on a text of \(text.count) bytes: \(message.string)",
        fix: "report this as a defect, with the text and the vocabulary")
    }
  }
}

/// The memory that the library's results come in; for one worker.
final class SentencePieceResult {
  fileprivate let result: OpaquePointer

  init?() {
    guard let result = csentencepiece_result_new() else { return nil }
    self.result = result
  }

  deinit { csentencepiece_result_free(result) }

  var count: Int { csentencepiece_result_count(result) }

  /// Makes `ids` the ids of the tokens.
  func copyIDs(to ids: inout [Int32]) {
    ids.removeAll(keepingCapacity: true)
    guard let found = csentencepiece_result_ids(result) else { return }
    ids.append(contentsOf: UnsafeBufferPointer(start: found, count: count))
  }

  /// Appends the tokens to `tokens`, their ranges moved by `base`.
  func append(to tokens: inout TokenBuffer, base: Int32) {
    let count = count
    guard count > 0, let ids = csentencepiece_result_ids(result), let starts = csentencepiece_result_starts(result),
      let ends = csentencepiece_result_ends(result)
    else { return }
    for index in 0..<count { tokens.append(ids[index], start: base &+ starts[index], end: base &+ ends[index]) }
  }
}

extension CSentencePieceMessage {
  fileprivate var string: String {
    withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
