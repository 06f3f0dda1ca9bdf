import Algorithms
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
  /// Whether the encoder itself matches special tokens.
  private let passesRegions: Bool
  /// Memory for the matches of the text at hand.
  private var found: [AddedTokenMatch] = []

  public init(tokenizer: any Tokenizer, addedTokens: AddedTokenMatcher) {
    encoder = tokenizer.makeEncoder()
    matcher = addedTokens
    passesRegions = tokenizer.vocabulary.addedTokens.contains { $0.isSpecial && $0.pass == .normalized }
  }

  /// Encodes `text`, appending its tokens to `tokens`, with the ranges of the bytes each stands for.
  ///
  /// - Throws: What the text encoder throws; see `TextEncoder.encode`.
  public func encode(_ text: ProvenancedText, into tokens: inout TokenBuffer) throws {
    let bytes = text.utf8.span
    let regions = passesRegions ? templateRanges(of: text) : []
    var position = 0
    for match in matches(in: text) {
      try encodeOrdinary(bytes, position..<match.taken.lowerBound, regions, into: &tokens)
      tokens.append(
        match.token.id, start: Int32(clamping: match.range.lowerBound), end: Int32(clamping: match.range.upperBound))
      position = match.taken.upperBound
    }
    try encodeOrdinary(bytes, position..<bytes.count, regions, into: &tokens)
  }

  /// Where added tokens stand in `text` that are matched in it.
  func matches(in text: ProvenancedText) -> [AddedTokenMatch] {
    matcher.findMatches(in: text.utf8.span, into: &found) { !$0.isSpecial || text.isTemplate($1) }
    return found
  }

  /// Adds the tokens of `text` to `marked`, and for each mark how many there are before it.
  ///
  /// - Parameters:
  ///   - matches: Those in `text`.
  ///   - marks: Places between characters of `text`, ascending.
  /// - Returns: `false` where a token stands for bytes on both sides of a mark; then some of the text may have been added.
  /// - Throws: As `encode(_:into:)`.
  func add<Marked: MarkedTokens>(
    _ text: ProvenancedText, matches: [AddedTokenMatch], before marks: [Int], to marked: inout Marked
  ) throws -> Bool {
    let bytes = text.utf8.span
    let regions = passesRegions ? templateRanges(of: text) : []
    var marks = marks[...]
    var position = 0
    for match in matches {
      guard try addOrdinary(bytes, position..<match.taken.lowerBound, regions, &marks, to: &marked) else {
        return false
      }
      marked.pass(&marks, upTo: match.range.lowerBound)
      if let mark = marks.first, mark < match.range.upperBound { return false }
      marked.add(match.token)
      position = match.taken.upperBound
    }
    guard try addOrdinary(bytes, position..<bytes.count, regions, &marks, to: &marked) else { return false }
    marked.pass(&marks, upTo: .max)
    return true
  }

  /// Adds the text in `range`, and takes the marks in it from `marks`.
  private func addOrdinary<Marked: MarkedTokens>(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ regions: [Range<Int>], _ marks: inout ArraySlice<Int>,
    to marked: inout Marked
  ) throws -> Bool {
    marked.pass(&marks, upTo: range.lowerBound)
    if range.isEmpty { return true }
    let own = marks.prefix { $0 < range.upperBound }
    marks.removeFirst(own.count)
    return try marked.add(
      bytes.extracting(range), by: encoder, boundary: boundary(at: range.lowerBound),
      specialTokensIn: self.regions(regions, in: range), before: TextMarks(own, start: range.lowerBound))
  }

  /// The number of tokens of `text`: what `encode` appends, without building them.
  public func count(_ text: ProvenancedText) throws -> Int {
    try count(text.utf8.span, matches(in: text), passesRegions ? templateRanges(of: text) : [])
  }

  /// The number of tokens of text in which no special token is matched.
  ///
  /// - Throws: As `count`.
  public func count(ordinaryText text: Span<UInt8>) throws -> Int {
    try count(text, matcher.matches(in: text, specialTokensIn: []), [])
  }

  private func count(_ bytes: Span<UInt8>, _ matches: [AddedTokenMatch], _ regions: [Range<Int>]) throws -> Int {
    var position = 0
    var total = matches.count
    for match in matches {
      total += try countOrdinary(bytes, position..<match.taken.lowerBound, regions)
      position = match.taken.upperBound
    }
    return try total + countOrdinary(bytes, position..<bytes.count, regions)
  }

  /// Whether the template wrote a special token into `text` that ends behind byte `offset`.
  func matchesSpecialToken(in text: ProvenancedText, endingAfter offset: Int) -> Bool {
    matches(in: text).contains {
      $0.token.isSpecial && $0.range.upperBound > offset
    }
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

  /// The parts of `regions` that lie in `range`, counted from its start: where the encoder itself may match special tokens.
  private func regions(_ regions: [Range<Int>], in range: Range<Int>) -> [Range<Int>] {
    if !passesRegions { return [] }
    let first = regions.partitioningIndex { $0.upperBound > range.lowerBound }
    return regions[first...].prefix { $0.lowerBound < range.upperBound }.map { region in
      let part = region.clamped(to: range)
      return part.lowerBound - range.lowerBound..<part.upperBound - range.lowerBound
    }
  }

  private func encodeOrdinary(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ regions: [Range<Int>], into tokens: inout TokenBuffer
  ) throws {
    if range.isEmpty { return }
    try encoder.encode(
      bytes.extracting(range), boundary: boundary(at: range.lowerBound),
      specialTokensIn: self.regions(regions, in: range), offset: range.lowerBound, into: &tokens)
  }

  private func countOrdinary(_ bytes: Span<UInt8>, _ range: Range<Int>, _ regions: [Range<Int>]) throws -> Int {
    if range.isEmpty { return 0 }
    return try encoder.count(
      bytes.extracting(range), boundary: boundary(at: range.lowerBound),
      specialTokensIn: self.regions(regions, in: range))
  }
}

extension ProvenancedText {
  /// Whether the template wrote all bytes of a range that is not empty.
  fileprivate func isTemplate(_ range: Range<Int>) -> Bool {
    let span = spans[spanIndex(at: range.lowerBound)]
    return span.origin.kind == .template && range.upperBound <= span.end
  }
}
