import Diagnostics

/// What makes a SentencePiece vocabulary fit for encoding a segment at a time.
struct SegmentRules: Sendable {
  let scanner: SegmentScanner
  /// For each id how many bytes of text it stands for.
  let lengths: [Int32]

  /// `nil` when a text's tokens can depend on more than its segments: only merges of a BPE vocabulary are bounded by
  /// adjacent characters, unknown characters must not run together, and normalizing must not reach across a cut.
  init?(_ file: SentencePieceModelFile) {
    guard file.trainer.modelType == 2, file.trainer.hasByteFallback, !file.trainer.treatsWhitespaceAsSuffix,
      file.normalizer.charactersMap == nil, !file.normalizer.removesExtraWhitespace, file.normalizer.escapesWhitespace
    else { return nil }
    var adjacent = AdjacentCharacters()
    var lengths = [Int32](repeating: 0, count: file.kinds.count)
    for (id, kind) in file.kinds.enumerated() {
      guard let piece = file.table.bytes(of: Int32(clamping: id)) else { return nil }
      switch kind {
      case .normal, .userDefined, .unused:
        // In text a space is `▁`, so a piece with a space of its own is never met.
        if piece.contains(UInt8(ascii: " ")) { return nil }
        adjacent.insert(piece.span)
        lengths[id] = Int32(clamping: SentencePieceSpelling.unescaped(Array(piece)).count)
      case .byte: lengths[id] = 1
      case .control, .unknown: break
      }
    }
    scanner = SegmentScanner(adjacent: adjacent)
    self.lengths = lengths
  }
}

/// Encodes text a segment at a time.
struct SegmentEngine {
  private let scanner: SegmentScanner
  private var plain: SegmentEncoder
  /// For the segment behind a dummy prefix; `nil` when no text gets one.
  private var prefixed: SegmentEncoder?

  /// - Parameters:
  ///   - plain: The model without its dummy prefix.
  ///   - prefixing: The model with it; `nil` when no text gets one.
  init(
    rules: SegmentRules, plain: SentencePieceProcessor, prefixing: SentencePieceProcessor?, result: SentencePieceResult
  ) {
    scanner = rules.scanner
    self.plain = SegmentEncoder(rules, plain, result, prefixLength: 0, cacheBits: 16)
    prefixed = prefixing.map { SegmentEncoder(rules, $0, result, prefixLength: 1, cacheBits: 12) }
  }

  /// Gives the tokens of `text`, which is well-formed UTF-8 without `▁`, to `sink`.
  ///
  /// - Throws: `tokenization.engine-failed`; then `sink` has got some of the tokens.
  mutating func run<Sink: TokenSink>(_ text: Span<UInt8>, hasPrefix: Bool, into sink: inout Sink) throws {
    var start = 0
    if hasPrefix, text.count > 0 {
      let end = scanner.end(from: 0, in: text)
      try prefixed?.encode(text, 0, end, into: &sink)
      start = end
    }
    while start < text.count {
      let end = scanner.end(from: start, in: text)
      try plain.encode(text, start, end, into: &sink)
      start = end
    }
  }
}

/// Encodes segments, and asks the library only for those that its cache does not have.
private struct SegmentEncoder {
  private let lengths: [Int32]
  private let processor: SentencePieceProcessor
  private let result: SentencePieceResult
  /// How many bytes the tokens stand for beyond those of the segment: the space of a dummy prefix.
  private let prefixLength: Int
  private var cache: PreTokenCache
  /// The tokens of the segment at hand.
  private var tokens: [Int32] = []

  init(
    _ rules: SegmentRules, _ processor: SentencePieceProcessor, _ result: SentencePieceResult, prefixLength: Int,
    cacheBits: Int
  ) {
    lengths = rules.lengths
    self.processor = processor
    self.result = result
    self.prefixLength = prefixLength
    cache = PreTokenCache(indexBits: cacheBits)
  }

  /// Gives the tokens of the segment `text[start..<end]` to `sink`.
  @inline(__always)
  mutating func encode<Sink: TokenSink>(_ text: Span<UInt8>, _ start: Int, _ end: Int, into sink: inout Sink) throws {
    if end &- start > TokenKey.maximumInlineLength {
      try encodeLong(text, start, end, into: &sink)
      return
    }
    let key = TokenKey(text.bytes, start: start, length: end &- start)
    let index = cache.index(of: key)
    guard let entry = cache.entry(at: index, for: key) else {
      try encodeLong(text, start, end, into: &sink)
      cache.insert(tokens, for: key, at: index)
      return
    }
    let count = entry.tokenCount
    if sink.addCount(count) { return }
    var missing = prefixLength
    for position in 0..<count {
      let token = entry.token(position)
      sink.add(token, length: Int(lengths[Int(token)]) &- missing, of: text)
      missing = 0
    }
  }

  @inline(never)
  private mutating func encodeLong<Sink: TokenSink>(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, into sink: inout Sink
  ) throws {
    try processor.encode(text.extracting(start..<end), into: result)
    result.copyIDs(to: &tokens)
    let length = tokens.reduce(-prefixLength) { $0 + (Int($1) < lengths.count ? Int(lengths[Int($1)]) : 0) }
    guard length == end - start else {
      throw TrainPackError(
        .engineFailed, "the tokens of a segment of \(end - start) bytes stand for \(length) bytes",
        fix: "report this as a defect, with the text and the vocabulary; the engine \"sentencepiece\" avoids it")
    }
    if sink.addCount(tokens.count) { return }
    var missing = prefixLength
    for token in tokens {
      sink.add(token, length: Int(lengths[Int(token)]) - missing, of: text)
      missing = 0
    }
  }
}
