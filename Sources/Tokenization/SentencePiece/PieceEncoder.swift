/// Encodes text with a SentencePiece model: normalizes it, has an engine cut it into pieces, and gives each the bytes of
/// the text that it stands for.
///
/// - Source: `SentencePieceProcessor::Encode` and `PopulateSentencePieceText` of sentencepiece 0.2.3.
final class PieceEncoder<Engine: PieceEngine>: TextEncoder {
  /// Above this many bytes the scratch memory is given back after use.
  private static var maximumKeptLength: Int { 1 << 20 }

  private var engine: Engine
  private let normalizer: SentencePieceNormalizer
  private let escapesWhitespace: Bool
  private let prefixRule: PrefixRule
  private let ranges: SharedCharacterRanges
  private var pieces = PieceList()
  private var markedRun = MarkedRun()
  private var normalized = NormalizedSentence(keepsOrigins: true)
  private var counted = NormalizedSentence(keepsOrigins: false)

  /// - Parameter spaceID: The piece that a dummy prefix is when nothing joins it.
  init(
    _ engine: Engine, normalizer: SentencePieceNormalizer, escapesWhitespace: Bool, prefixRule: PrefixRule,
    spaceID: Int32?
  ) {
    self.engine = engine
    self.normalizer = normalizer
    self.escapesWhitespace = escapesWhitespace
    self.prefixRule = prefixRule
    ranges = SharedCharacterRanges(spaceID: spaceID)
  }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let base = try EncoderInput.base(of: text, offset: offset)
    let check = try EncoderInput.check(text)
    if text.count == 0 { return }
    let hasPrefix = prefixRule.addsSpace(to: text, boundary)
    let first = tokens.count
    // Where the engine has the text itself, only a dummy prefix can lose its byte.
    var sharingCount = 1
    if isKept(text, check) {
      pieces.reset(start: hasPrefix ? -1 : 0)
      engine.list(text, hasPrefix: hasPrefix, into: &pieces)
      pieces.mapOffsets { base &+ max($0, 0) }
      if pieces.hasEmptyPiece { sharingCount = .max }
    } else {
      sharingCount = .max
      try normalizer.normalize(text, addsSpace: hasPrefix, into: &normalized)
      pieces.reset(start: 0)
      engine.list(normalized.bytes.span.extracting(0..<normalized.count), hasPrefix: false, into: &pieces)
      pieces.mapOffsets { base &+ normalized.origins[Int($0)] }
      if text.count > Self.maximumKeptLength { normalized = NormalizedSentence(keepsOrigins: true) }
    }
    pieces.append(to: &tokens)
    pieces.reset(start: 0)
    ranges.widen(&tokens, from: first, atMost: sharingCount, of: text, base: base, hasPrefix: hasPrefix)
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    _ = try EncoderInput.base(of: text, offset: 0)
    let check = try EncoderInput.check(text)
    if text.count == 0 { return 0 }
    let hasPrefix = prefixRule.addsSpace(to: text, boundary)
    if isKept(text, check) { return engine.count(text, hasPrefix: hasPrefix) }
    try normalizer.normalize(text, addsSpace: hasPrefix, into: &counted)
    let count = engine.count(counted.bytes.span.extracting(0..<counted.count), hasPrefix: false)
    if text.count > Self.maximumKeptLength { counted = NormalizedSentence(keepsOrigins: false) }
    return count
  }

  /// Whether the engine can have the text itself. A `▁` of its own has three bytes, where the space that pieces take it
  /// for has one.
  private func isKept(_ text: Span<UInt8>, _ check: UTF8Text.Check) -> Bool {
    normalizer.keepsText && (!escapesWhitespace || check == .ascii || !SentencePieceSpelling.holdsSpace(text))
  }
}

/// Ids without their bytes.
extension PieceEncoder {
  func encode(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], before marks: TextMarks,
    into marked: inout MarkedIDs
  ) throws -> Bool {
    _ = try EncoderInput.base(of: text, offset: 0)
    let check = try EncoderInput.check(text)
    // Where text is changed its bytes are not those of the pieces.
    guard text.count > 0, isKept(text, check) else {
      return try encodeWhole(text, boundary: boundary, before: marks, into: &marked)
    }
    let hasPrefix = prefixRule.addsSpace(to: text, boundary)
    markedRun.reset(marks: marks, start: hasPrefix ? -1 : 0)
    defer { markedRun.reset() }
    engine.mark(text, hasPrefix: hasPrefix, into: &markedRun)
    return markedRun.append(to: &marked)
  }
}

extension PieceEncoder: MarkCountingEncoder {
  func count(_ text: Span<UInt8>, boundary: TextBoundary, reaching marks: inout MarkProgress) throws -> Int? {
    let check = try EncoderInput.check(text)
    guard text.count > 0, isKept(text, check) else { return nil }
    return engine.count(text, hasPrefix: prefixRule.addsSpace(to: text, boundary), before: &marks)
  }
}
