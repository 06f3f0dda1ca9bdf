import Diagnostics

/// Encodes text with the SentencePiece library.
final class SentencePieceEncoder: TextEncoder {
  private let prefixRule: PrefixRule
  private let prefixing: SentencePieceProcessor?
  private let plain: SentencePieceProcessor?
  private let result = SentencePieceResult()
  private let ranges: SharedCharacterRanges

  /// - Parameters:
  ///   - prefixing: The model with its dummy prefix; `nil` when no text gets one.
  ///   - plain: The model without; `nil` when every text gets one.
  ///   - spaceID: The piece that a dummy prefix is when nothing joins it.
  init(
    prefixRule: PrefixRule, prefixing: SentencePieceProcessor?, plain: SentencePieceProcessor?, spaceID: Int32?
  ) {
    self.prefixRule = prefixRule
    self.prefixing = prefixing
    self.plain = plain
    ranges = SharedCharacterRanges(spaceID: spaceID)
  }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let base = try EncoderInput.base(of: text, offset: offset)
    try EncoderInput.check(text)
    let hasPrefix = prefixRule.addsSpace(to: text, boundary)
    let first = tokens.count
    try encode(text, hasPrefix: hasPrefix).append(to: &tokens, base: base)
    ranges.widen(&tokens, from: first, of: text, base: base, hasPrefix: hasPrefix)
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    _ = try EncoderInput.base(of: text, offset: 0)
    try EncoderInput.check(text)
    return try encode(text, hasPrefix: prefixRule.addsSpace(to: text, boundary)).count
  }

  private func encode(_ text: Span<UInt8>, hasPrefix: Bool) throws -> SentencePieceResult {
    guard let result, let processor = hasPrefix ? prefixing : plain else {
      throw TrainPackError(
        .engineFailed, "the SentencePiece library has no memory for its results", fix: "free memory and run again")
    }
    try processor.encode(text, into: result)
    return result
  }
}
