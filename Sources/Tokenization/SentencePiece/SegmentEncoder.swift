import Diagnostics

/// Encodes segments, and asks the library only for those that its cache does not have.
struct SegmentEncoder {
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
      cache.insert(
        tokens, lengthOf: { lengths[Int($0)] }, prefixLength: Int32(truncatingIfNeeded: prefixLength), for: key,
        at: index)
      return
    }
    entry.give(of: text, to: &sink)
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
        fix: "report this as a defect, with the text and the vocabulary")
    }
    if sink.addCount(tokens.count) { return }
    var missing = prefixLength
    for token in tokens {
      sink.add(token, length: Int(lengths[Int(token)]) - missing, of: text)
      missing = 0
    }
  }
}
