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
