/// Normalizes texts and cuts them into pieces, added tokens among them: one worker's.
///
/// - Source: `extract_and_normalize` of Hugging Face tokenizers' `added_vocabulary.rs`, `do_pre_tokenize` of
///   `tokenizer/mod.rs`.
struct TextPreparation {
  /// What texts it is for.
  enum Use {
    /// Whole texts, whose tokens have ranges.
    case whole
    /// Chunks that go on from others, whose tokens are only counted.
    case continuing
  }

  private(set) var target: PreTokenizedText
  private var normalizer: TextNormalizer
  private var preTokenizer: PreTokenizer
  private let matcher: AddedTokenMatcher?

  init(_ pipeline: TextPipeline, for use: Use) {
    let isAligned = use == .whole
    target = PreTokenizedText(isAligned: isAligned)
    normalizer = TextNormalizer(pipeline.normalizers, isContinuing: use == .continuing, isAligned: isAligned)
    preTokenizer = PreTokenizer(pipeline.preTokenizers, isAligned: isAligned)
    matcher = pipeline.normalizedTokens.isEmpty ? nil : AddedTokenMatcher(pipeline.normalizedTokens)
  }

  /// Makes `target` of a text, which is well-formed UTF-8.
  ///
  /// - Parameters:
  ///   - isAtStart: Whether nothing stands before it.
  ///   - regions: Where special tokens are matched, in bytes of `text`.
  mutating func prepare(_ text: Span<UInt8>, isAtStart: Bool, specialTokensIn regions: [Range<Int>]) throws {
    target.pieces.removeAll(keepingCapacity: true)
    target.text.set(to: text)
    try normalizer.normalize(&target.text, originalCount: text.count)
    cutAtTokens(specialTokensIn: regions)
    try preTokenizer.run(on: &target, isAtStart: isAtStart)
  }

  private mutating func cutAtTokens(specialTokensIn regions: [Range<Int>]) {
    var start = 0
    if let matcher {
      let normalized = target.text
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
    if start < target.text.count { target.pieces.append(target.text.piece(start..<target.text.count)) }
  }
}
