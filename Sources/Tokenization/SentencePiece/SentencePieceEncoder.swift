import Diagnostics

/// Encodes text with the SentencePiece library.
final class SentencePieceEncoder: TextEncoder {
  private let prefixing: SentencePieceProcessor?
  private let plain: SentencePieceProcessor?
  private let result = SentencePieceResult()
  /// The piece that a dummy prefix is when nothing joins it.
  private let spaceID: Int32?

  /// - Parameters:
  ///   - prefixing: The model with its dummy prefix; `nil` when no text gets one.
  ///   - plain: The model without; `nil` when every text gets one.
  init(prefixing: SentencePieceProcessor?, plain: SentencePieceProcessor?, vocabulary: Vocabulary) {
    self.prefixing = prefixing
    self.plain = plain
    spaceID = vocabulary.id(of: SentencePieceSpelling.space)
  }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let base = try EncoderInput.base(of: text, offset: offset)
    let (result, hasPrefix) = try run(text, boundary)
    let first = tokens.count
    result.append(to: &tokens, base: base)
    widenEmptyRanges(&tokens, from: first, of: text, base: base, hasPrefix: hasPrefix)
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    _ = try EncoderInput.base(of: text, offset: 0)
    return try run(text, boundary).result.count
  }

  private func run(
    _ text: Span<UInt8>, _ boundary: TextBoundary
  ) throws -> (result: SentencePieceResult, hasPrefix: Bool) {
    try EncoderInput.check(text)
    let hasPrefix = takesPrefix(text, boundary)
    guard let result, let processor = hasPrefix ? prefixing : plain else {
      throw TrainPackError(
        .engineFailed, "the SentencePiece library has no memory for its results", fix: "free memory and run again")
    }
    try processor.encode(text, into: result)
    return (result, hasPrefix)
  }

  private func takesPrefix(_ text: Span<UInt8>, _ boundary: TextBoundary) -> Bool {
    guard prefixing != nil else { return false }
    guard plain != nil else { return true }
    // As Metaspace: at the start only, and not where a space stands already.
    guard boundary == .textStart, text.count > 0 else { return false }
    if text[0] == UInt8(ascii: " ") { return false }
    let space = SentencePieceSpelling.space
    return !(text.count >= 3 && text[0] == space[0] && text[1] == space[1] && text[2] == space[2])
  }

  /// Gives tokens that share a character its whole range.
  ///
  /// The library gives it to the last of them only (the bytes of one character, the parts of a normalized ligature) and
  /// an empty range to the others. A dummy prefix that stands alone shares the first character, as in the reference.
  private func widenEmptyRanges(
    _ tokens: inout TokenBuffer, from first: Int, of text: Span<UInt8>, base: Int32, hasPrefix: Bool
  ) {
    var index = tokens.count - 2
    while index >= first {
      let start = tokens.starts[index]
      if start == tokens.ends[index], tokens.starts[index + 1] == start {
        let isPrefix = index == first && hasPrefix && tokens.ids[index] == spaceID
        tokens.ends[index] = isPrefix ? base + endOfCharacter(at: start - base, of: text) : tokens.ends[index + 1]
      }
      index -= 1
    }
  }

  private func endOfCharacter(at start: Int32, of text: Span<UInt8>) -> Int32 {
    let start = Int(start)
    guard start >= 0, start < text.count else { return Int32(truncatingIfNeeded: start) }
    return Int32(truncatingIfNeeded: start + UTF8Text.scalar(at: start, of: text).length)
  }
}
