import Diagnostics

/// Encodes text as a `tokenizer.json` says: normalizers, added tokens in normalized text, pre-tokenizers, the model.
///
/// - Source: `encode_single_sequence` of Hugging Face tokenizers' `tokenizer/mod.rs`.
final class PipelineEncoder: TextEncoder {
  private let vocabulary: Vocabulary
  private let trimmings: [OffsetTrimming]
  /// The unknown token of a model that writes it as the text that it stands for, or -1.
  private let unknownText: Int32
  private var whole: TextPreparation
  /// For chunks that go on from others.
  private var continuing: TextPreparation
  private var chunks: ChunkCounter?
  private var model: any PieceModel
  /// `nil` where texts have no chunks.
  private var chunkModel: ChunkModel?
  private var tokens: [ModelToken] = []

  init(
    _ pipeline: TextPipeline, vocabulary: Vocabulary, model: any PieceVocabulary, counts: SharedChunkCounts
  ) {
    self.vocabulary = vocabulary
    self.model = model.makeModel()
    unknownText = model is UnigramVocabulary ? model.unknownID ?? -1 : -1
    trimmings = pipeline.trimmings
    whole = TextPreparation(pipeline, for: .whole)
    continuing = TextPreparation(pipeline, for: .continuing)
    if let rule = ChunkRule(pipeline, model: model) {
      chunks = ChunkCounter(
        ChunkNeighbours(rule, normalizers: pipeline.normalizers), cutBytes: rule.cutBytes,
        droppedBytes: pipeline.droppedBytes(of: rule.cutBytes), counts: counts)
      chunkModel = ChunkModel(
        model.makeModelForNewTexts(), plain: PlainChunks(pipeline, cutBytes: rule.cutBytes))
    }
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
      try whole.prepare(text, isAtStart: boundary == .textStart, specialTokensIn: regions)
      for piece in whole.target.pieces {
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
    var start = ChunkPlace.start(isOfText: boundary == .textStart)
    // A special token may lie across a cut, or on one side of it only.
    guard regions.isEmpty else { return try count(text, start, specialTokensIn: regions) }
    if chunkModel?.isStartFree == true { start = .continuing }
    let found = try chunks?.count(text, start) { chunk, place in
      place == .continuing ? try self.count(continuing: chunk) : try self.count(chunk, place, specialTokensIn: [])
    }
    return try found ?? count(text, start, specialTokensIn: [])
  }

  private func count(_ text: Span<UInt8>, _ place: ChunkPlace, specialTokensIn regions: [Range<Int>]) throws -> Int {
    try whole.prepare(text, isAtStart: place == .textStart, specialTokensIn: regions)
    return try count(whole.target.pieces, of: whole.target.text.utf8)
  }

  private func count(continuing chunk: Span<UInt8>) throws -> Int {
    if let count = try chunkModel?.count(plain: chunk) { return count }
    try continuing.prepare(chunk, isAtStart: false, specialTokensIn: [])
    return try count(continuing.target.pieces, of: continuing.target.text.utf8)
  }

  private func count(_ pieces: [TextPiece], of text: [UInt8]) throws -> Int {
    var count = 0
    for piece in pieces {
      if piece.token >= 0 {
        count += 1
      } else {
        count += try self.count(seen: text.span.extracting(piece.range))
      }
    }
    return count
  }

  /// Counts the tokens of a text as the model sees it, which is mostly a new one where texts have chunks.
  private func count(seen text: Span<UInt8>) throws -> Int {
    if let count = try chunkModel?.count(seen: text) { return count }
    return try model.count(text, with: &tokens)
  }

  private func add(
    _ piece: TextPiece, of text: Span<UInt8>, isAtStart: Bool, base: Int32, first: Int, to result: inout TokenBuffer
  ) throws {
    tokens.removeAll(keepingCapacity: true)
    if piece.token >= 0 {
      tokens.append(ModelToken(id: piece.token, start: 0, end: Int32(truncatingIfNeeded: piece.count)))
    } else {
      let normalized = whole.target.text.utf8
      try model.encode(normalized.span.extracting(piece.range), into: &tokens)
    }
    for token in tokens {
      var (start, end) = whole.target.text.original(Int(token.start), Int(token.end), of: piece)
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
      of: whole.target.text.utf8[piece.start + Int(token.start)..<piece.start + Int(token.end)])
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
  private let counts = SharedChunkCounts()

  init(vocabulary: Vocabulary, pipeline: TextPipeline, model: any PieceVocabulary) {
    self.vocabulary = vocabulary
    self.pipeline = pipeline
    self.model = model
  }

  func makeEncoder() -> any TextEncoder {
    PipelineEncoder(pipeline, vocabulary: vocabulary, model: model, counts: counts)
  }
}
