import Diagnostics

/// Encodes text with a SentencePiece vocabulary.
final class SentencePieceEncoder: TextEncoder {
  private let prefixRule: PrefixRule
  private let prefixing: SentencePieceProcessor?
  private let plain: SentencePieceProcessor?
  private let result = SentencePieceResult()
  /// `nil` when texts are encoded whole.
  private var segments: SegmentEngine?
  /// The piece that a dummy prefix is when nothing joins it.
  private let spaceID: Int32?

  /// - Parameters:
  ///   - prefixing: The model with its dummy prefix; `nil` when no text gets one.
  ///   - plain: The model without; `nil` when every text gets one and is encoded whole.
  init(
    prefixRule: PrefixRule, prefixing: SentencePieceProcessor?, plain: SentencePieceProcessor?,
    segmentRules: SegmentRules?, vocabulary: Vocabulary
  ) {
    self.prefixRule = prefixRule
    self.prefixing = prefixing
    self.plain = plain
    spaceID = vocabulary.id(of: SentencePieceSpelling.space)
    if let segmentRules, let plain, let result {
      segments = SegmentEngine(rules: segmentRules, plain: plain, prefixing: prefixing, result: result)
    }
  }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let base = try EncoderInput.base(of: text, offset: offset)
    let check = try EncoderInput.check(text)
    let hasPrefix = takesPrefix(text, boundary)
    if hasSegments(text, check) {
      try encodeSegments(text, hasPrefix: hasPrefix, base: base, into: &tokens)
    } else {
      let first = tokens.count
      try encodeWhole(text, hasPrefix: hasPrefix).append(to: &tokens, base: base)
      widenEmptyRanges(&tokens, from: first, of: text, base: base, hasPrefix: hasPrefix)
    }
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    _ = try EncoderInput.base(of: text, offset: 0)
    let check = try EncoderInput.check(text)
    let hasPrefix = takesPrefix(text, boundary)
    if !hasSegments(text, check) { return try encodeWhole(text, hasPrefix: hasPrefix).count }
    var sink = CountingSink()
    try segments?.run(text, hasPrefix: hasPrefix, into: &sink)
    return sink.count
  }

  /// Whether the text can be encoded a segment at a time. A `▁` of its own has three bytes, where the space that tokens
  /// take it for has one, so such a text is encoded whole.
  private func hasSegments(_ text: Span<UInt8>, _ check: UTF8Text.Check) -> Bool {
    segments != nil && (check == .ascii || !holdsWrittenSpace(text))
  }

  private func takesPrefix(_ text: Span<UInt8>, _ boundary: TextBoundary) -> Bool {
    switch prefixRule {
    case .always: return true
    case .never: return false
    case .first:
      // As Metaspace: at the start only, and not where a space stands already.
      guard boundary == .textStart, text.count > 0 else { return false }
      return text[0] != UInt8(ascii: " ") && !isWrittenSpace(text, at: 0)
    }
  }

  private func isWrittenSpace(_ text: Span<UInt8>, at position: Int) -> Bool {
    let space = SentencePieceSpelling.space
    return position + 3 <= text.count && text[position] == space[0] && text[position + 1] == space[1]
      && text[position + 2] == space[2]
  }

  private func holdsWrittenSpace(_ text: Span<UInt8>) -> Bool {
    var position = 0
    while position < text.count {
      if text[position] == 0xE2, isWrittenSpace(text, at: position) { return true }
      position &+= 1
    }
    return false
  }

  private func encodeWhole(_ text: Span<UInt8>, hasPrefix: Bool) throws -> SentencePieceResult {
    guard let result, let processor = hasPrefix ? prefixing : plain else {
      throw TrainPackError(
        .engineFailed, "the SentencePiece library has no memory for its results", fix: "free memory and run again")
    }
    try processor.encode(text, into: result)
    return result
  }

  private func encodeSegments(
    _ text: Span<UInt8>, hasPrefix: Bool, base: Int32, into tokens: inout TokenBuffer
  ) throws {
    let first = tokens.count
    // The buffer is moved into the sink and back, so that it is never shared and never copied.
    var buffer = TokenBuffer()
    swap(&buffer, &tokens)
    var sink = BufferingSink(buffer, base: base)
    buffer = TokenBuffer()
    defer { swap(&sink.tokens, &tokens) }
    do {
      try segments?.run(text, hasPrefix: hasPrefix, into: &sink)
    } catch {
      sink.tokens.truncate(to: first)
      throw error
    }
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
