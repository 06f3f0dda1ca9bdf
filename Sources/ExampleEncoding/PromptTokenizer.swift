import Diagnostics
import Prompting
import Tokenization

/// Turns a rendered prompt into token ids: special tokens where the template wrote them, ordinary text everywhere else.
///
/// A special token is matched only inside a run of template bytes, never in layout or content nor across a border;
/// added tokens that are not special are matched wherever the text spells them, as the reference does. Between two
/// matches the text is encoded as one piece, across the borders of origins, as the reference does. White space that a token
/// takes in (`<|user|>` of Phi-3) makes no token, and is none of its bytes: what stands there is not trained by it.
///
/// One tokenizer serves one worker: its text encoder holds caches.
public final class PromptTokenizer {
  private let encoder: any TextEncoder
  private let matcher: AddedTokenMatcher

  public init(tokenizer: any Tokenizer, addedTokens: AddedTokenMatcher) {
    encoder = tokenizer.makeEncoder()
    matcher = addedTokens
  }

  /// Encodes `text`, appending its tokens to `tokens`, with the ranges of the bytes each stands for.
  ///
  /// - Throws: What the text encoder throws; see `TextEncoder.encode`.
  public func encode(_ text: ProvenancedText, into tokens: inout TokenBuffer) throws {
    let bytes = text.utf8.span
    var position = 0
    for match in matches(in: text) {
      try encodeOrdinary(bytes, position..<match.taken.lowerBound, into: &tokens)
      tokens.append(
        match.token.id, start: Int32(clamping: match.range.lowerBound), end: Int32(clamping: match.range.upperBound))
      position = match.taken.upperBound
    }
    try encodeOrdinary(bytes, position..<bytes.count, into: &tokens)
  }

  /// The number of tokens of `text`: what `encode` appends, without building them.
  public func count(_ text: ProvenancedText) throws -> Int {
    let bytes = text.utf8.span
    let matches = matches(in: text)
    var position = 0
    var total = matches.count
    for match in matches {
      total += try countOrdinary(bytes, position..<match.taken.lowerBound)
      position = match.taken.upperBound
    }
    return try total + countOrdinary(bytes, position..<bytes.count)
  }

  private func matches(in text: ProvenancedText) -> [AddedTokenMatch] {
    matcher.matches(in: text.utf8.span, specialTokensIn: templateRanges(of: text))
  }

  /// The runs of template bytes; neighbouring template spans are one run by the invariant of `ProvenancedText`.
  private func templateRanges(of text: ProvenancedText) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for span in text.spans {
      if span.origin.kind == .template { ranges.append(start..<span.end) }
      start = span.end
    }
    return ranges
  }

  private func boundary(at offset: Int) -> TextBoundary { offset == 0 ? .textStart : .afterSpecialToken }

  private func encodeOrdinary(_ bytes: Span<UInt8>, _ range: Range<Int>, into tokens: inout TokenBuffer) throws {
    if range.isEmpty { return }
    try encoder.encode(
      bytes.extracting(range), boundary: boundary(at: range.lowerBound), offset: range.lowerBound, into: &tokens)
  }

  private func countOrdinary(_ bytes: Span<UInt8>, _ range: Range<Int>) throws -> Int {
    if range.isEmpty { return 0 }
    return try encoder.count(bytes.extracting(range), boundary: boundary(at: range.lowerBound))
  }
}
