import Prompting
import Tokenization

@testable import ModelProfiles

extension LoadedTokenizer {
  /// Encodes text as the reference does, with special tokens matched in `regions` only.
  ///
  /// Ordinary text is cut at matched tokens and nowhere else.
  ///
  /// - Parameter regions: Ranges of bytes of `text`, ascending and disjoint.
  /// - Throws: `tokenization.text-not-utf8`, `tokenization.engine-failed`, `limits.exceeded`.
  func ids(of text: [UInt8], specialTokensIn regions: [Range<Int>]) throws -> [Int32] {
    let encoder = tokenizer.makeEncoder()
    var tokens = TokenBuffer()
    var start = 0

    func encode(to end: Int) throws {
      if start == end { return }
      try encoder.encode(
        text.span.extracting(start..<end), boundary: start == 0 ? .textStart : .afterSpecialToken, offset: start,
        into: &tokens)
    }

    for match in addedTokens.matches(in: text.span, specialTokensIn: regions) {
      try encode(to: match.taken.lowerBound)
      tokens.append(
        match.token.id, start: Int32(clamping: match.range.lowerBound), end: Int32(clamping: match.range.upperBound))
      start = match.taken.upperBound
    }
    try encode(to: text.count)
    return tokens.ids
  }

  /// The ids of a rendered prompt: special tokens count in the template's own text only.
  func ids(of prompt: RenderedPrompt) throws -> [Int32] {
    var regions: [Range<Int>] = []
    var start = 0
    for span in prompt.text.spans {
      if span.origin.kind == .template { regions.append(start..<span.end) }
      start = span.end
    }
    return try ids(of: prompt.text.utf8, specialTokensIn: regions)
  }
}
