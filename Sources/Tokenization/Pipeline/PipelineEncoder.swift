import Diagnostics

/// Encodes text as a `tokenizer.json` says: normalizers, added tokens in normalized text, pre-tokenizers, the model.
///
/// - Source: `encode_single_sequence` of Hugging Face tokenizers' `tokenizer/mod.rs`.
final class PipelineEncoder: TextEncoder {
  private let vocabulary: Vocabulary
  private let trimmings: [OffsetTrimming]
  private let matcher: AddedTokenMatcher?
  /// The unknown token of a model that writes it as the text that it stands for, or -1.
  private let unknownText: Int32
  private var normalizer: TextNormalizer
  private var preTokenizer: PreTokenizer
  private var model: any PieceModel
  private var target = PreTokenizedText()
  private var tokens: [ModelToken] = []

  init(_ pipeline: TextPipeline, vocabulary: Vocabulary, model: any PieceVocabulary) {
    self.vocabulary = vocabulary
    self.model = model.makeModel()
    unknownText = model is UnigramVocabulary ? model.unknownID ?? -1 : -1
    trimmings = pipeline.trimmings
    matcher = pipeline.normalizedTokens.isEmpty ? nil : AddedTokenMatcher(pipeline.normalizedTokens)
    normalizer = TextNormalizer(pipeline.normalizers)
    preTokenizer = PreTokenizer(pipeline.preTokenizers)
  }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    try encode(text, boundary: boundary, specialTokensIn: [], offset: offset, into: &tokens)
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    try count(text, boundary: boundary, specialTokensIn: [])
  }

  func encode(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], offset: Int,
    into result: inout TokenBuffer
  ) throws {
    let base = try EncoderInput.base(of: text, offset: offset)
    try EncoderInput.check(text)
    let first = result.count
    do {
      try prepare(text, isAtStart: boundary == .textStart, specialTokensIn: regions)
      for piece in target.pieces {
        try add(piece, of: text, isAtStart: boundary == .textStart, base: base, first: first, to: &result)
      }
    } catch {
      result.truncate(to: first)
      throw error
    }
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>]) throws -> Int {
    _ = try EncoderInput.base(of: text, offset: 0)
    try EncoderInput.check(text)
    try prepare(text, isAtStart: boundary == .textStart, specialTokensIn: regions)
    var count = 0
    let normalized = target.text.utf8
    for piece in target.pieces {
      if piece.token >= 0 {
        count += 1
      } else {
        tokens.removeAll(keepingCapacity: true)
        try model.encode(normalized.span.extracting(piece.range), into: &tokens)
        count += tokens.count
      }
    }
    return count
  }

  /// Normalizes `text` and cuts it into pieces.
  private func prepare(_ text: Span<UInt8>, isAtStart: Bool, specialTokensIn regions: [Range<Int>]) throws {
    target.pieces.removeAll(keepingCapacity: true)
    target.text.set(to: text)
    try normalizer.normalize(&target.text, originalCount: text.count)
    cutAtTokens(specialTokensIn: regions)
    try preTokenizer.run(on: &target, isAtStart: isAtStart)
  }

  private func cutAtTokens(specialTokensIn regions: [Range<Int>]) {
    let normalized = target.text
    var start = 0
    if let matcher {
      let whole = normalized.whole(originalCount: 0)
      let matches = matcher.matches(in: normalized.utf8.span) { token, range in
        if !token.isSpecial { return true }
        let original = normalized.original(range.lowerBound, range.upperBound, of: whole)
        return regions.contains { $0.lowerBound <= original.start && original.end <= $0.upperBound }
      }
      for match in matches {
        if start < match.taken.lowerBound { target.pieces.append(normalized.piece(start..<match.taken.lowerBound)) }
        var piece = normalized.piece(match.taken)
        piece.token = match.token.id
        target.pieces.append(piece)
        start = match.taken.upperBound
      }
    }
    if start < normalized.count { target.pieces.append(normalized.piece(start..<normalized.count)) }
  }

  private func add(
    _ piece: TextPiece, of text: Span<UInt8>, isAtStart: Bool, base: Int32, first: Int, to result: inout TokenBuffer
  ) throws {
    tokens.removeAll(keepingCapacity: true)
    if piece.token >= 0 {
      tokens.append(ModelToken(id: piece.token, start: 0, end: Int32(truncatingIfNeeded: piece.count)))
    } else {
      let normalized = target.text.utf8
      try model.encode(normalized.span.extracting(piece.range), into: &tokens)
    }
    for token in tokens {
      var (start, end) = target.text.original(Int(token.start), Int(token.end), of: piece)
      for trimming in trimmings {
        trimming.trim(
          &start, &end, by: spaces(of: token, in: piece), of: text, isFirst: isAtStart && result.count == first,
          isAtStart: isAtStart)
      }
      (start, end) = Self.wholeCharacters(start, end, of: text)
      result.append(
        token.id, start: base &+ Int32(truncatingIfNeeded: start), end: base &+ Int32(truncatingIfNeeded: end))
    }
  }

  /// The white space that a token begins and ends with, as the reference writes it.
  private func spaces(of token: ModelToken, in piece: TextPiece) -> OffsetTrimming.Spaces {
    let isText = piece.token >= 0 || token.id == unknownText
    guard isText, token.start >= 0, token.start <= token.end, Int(token.end) <= piece.count else {
      return OffsetTrimming.Spaces(of: vocabulary.table.bytes(of: token.id) ?? [])
    }
    return OffsetTrimming.Spaces(
      of: target.text.utf8[piece.start + Int(token.start)..<piece.start + Int(token.end)])
  }

  /// A range that lies in the text and cuts no character: what the reference's ranges of characters come to.
  private static func wholeCharacters(_ start: Int, _ end: Int, of text: Span<UInt8>) -> (Int, Int) {
    func floor(_ position: Int) -> Int {
      var place = min(max(position, 0), text.count)
      while place > 0, place < text.count, UTF8Text.isContinuation(text[place]) { place -= 1 }
      return place
    }
    let first = floor(start)
    return (first, max(first, floor(end)))
  }
}

/// A `tokenizer.json`'s vocabulary with all its steps.
struct PipelineTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  let pipeline: TextPipeline
  private let model: any PieceVocabulary

  init(vocabulary: Vocabulary, pipeline: TextPipeline, model: any PieceVocabulary) {
    self.vocabulary = vocabulary
    self.pipeline = pipeline
    self.model = model
  }

  func makeEncoder() -> any TextEncoder {
    PipelineEncoder(pipeline, vocabulary: vocabulary, model: model)
  }
}
