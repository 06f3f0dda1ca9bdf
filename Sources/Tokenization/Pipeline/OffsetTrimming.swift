/// How a post-processor takes white space out of the ranges of tokens.
///
/// - Source: `process_offsets` of Hugging Face tokenizers' `pre_tokenizers/byte_level.rs`, which counts in characters.
struct OffsetTrimming: Hashable, Sendable {
  var addsPrefixSpace: Bool

  /// How many characters of white space a token begins and ends with.
  struct Spaces: Hashable, Sendable {
    var leading = 0
    var trailing = 0

    init() {}

    /// - Parameter written: The token as the vocabulary writes it.
    init(of written: some BidirectionalCollection<UInt8>) {
      let bytes = Array(written)
      var scalars: [UInt32] = []
      var position = 0
      while position < bytes.count {
        let (scalar, length) = UTF8Text.scalar(at: position, of: bytes.span)
        scalars.append(scalar)
        position += length
      }
      // U+0120 is the space of byte-level vocabularies.
      func isSpace(_ scalar: UInt32) -> Bool { scalar == 0x120 || CharacterProperties.isWhitespace(scalar) }
      leading = scalars.prefix(while: isSpace).count
      trailing = scalars.reversed().prefix(while: isSpace).count
    }
  }

  /// Trims the range of one token.
  ///
  /// - Parameters:
  ///   - isFirst: Whether it is the first token of a whole text.
  ///   - isAtStart: Whether `text` is the start of a whole text.
  func trim(
    _ start: inout Int, _ end: inout Int, by spaces: Spaces, of text: Span<UInt8>, isFirst: Bool, isAtStart: Bool
  ) {
    var leading = spaces.leading
    if leading > 0 {
      // One space may be the one that was added.
      if isFirst || (isAtStart && start == 0), addsPrefixSpace, leading == 1 { leading = 0 }
      while leading > 0, start < end {
        start += start < text.count ? UTF8Text.length(ofFirst: text[start]) : 1
        leading -= 1
      }
      start = min(start, end)
    }
    if spaces.trailing > 0 {
      var trimmed = end
      var left = spaces.trailing
      while left > 0, trimmed > 0 {
        trimmed -= 1
        while trimmed > 0, trimmed < text.count, UTF8Text.isContinuation(text[trimmed]) { trimmed -= 1 }
        left -= 1
      }
      if left == 0 || !isAtStart { end = max(trimmed, start) }
    }
  }
}
