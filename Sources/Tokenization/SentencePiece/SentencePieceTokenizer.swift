import Diagnostics

/// A SentencePiece vocabulary, encoded by the reference library, where it can be a segment at a time.
struct SentencePieceTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  private let prefixRule: PrefixRule
  /// The model as it is, and without its dummy prefix; a rule that never needs one of them does not load it.
  private let prefixing: SentencePieceProcessor?
  private let plain: SentencePieceProcessor?
  /// `nil` when texts are encoded whole.
  private let segmentRules: SegmentRules?

  /// - Throws: `vocabulary.corrupt-model`, `vocabulary.duplicate-token`, `vocabulary.duplicate-id`, `limits.exceeded`.
  init(_ bytes: [UInt8], path: String, options: TokenizerOptions, limits: Limits) throws {
    var file = try SentencePieceModelFile(bytes.span, path: path, limits: limits)
    var bytes = bytes
    file.makeControl(options.addedTokens, in: &bytes)
    let hasDummyPrefix = file.normalizer.addsDummyPrefix && options.prefixRule != .never
    vocabulary = try Vocabulary(
      formatName: VocabularyFormat.sentencePiece.name, table: file.table, kinds: file.kinds, scores: file.scores,
      spelling: .sentencePiece(hasDummyPrefix: hasDummyPrefix), bosID: file.controlID(file.trainer.bosPiece),
      eosID: file.controlID(file.trainer.eosPiece), unknownID: file.unknownID,
      padID: file.controlID(file.trainer.padPiece), ownAdded: file.specialTokens, added: options.addedTokens,
      limits: limits)
    prefixRule = hasDummyPrefix ? options.prefixRule : .never
    var model: [UInt8] = []
    model.reserveCapacity(bytes.count + SentencePieceNormalizerSpec.withoutDummyPrefix.count)
    for range in file.essentialRanges { model += bytes[range] }
    prefixing = prefixRule == .never ? nil : try SentencePieceProcessor(model: model, path: path)
    segmentRules = options.engine == .native ? SegmentRules(file) : nil
    if prefixRule == .always, segmentRules == nil {
      plain = nil
    } else {
      model += SentencePieceNormalizerSpec.withoutDummyPrefix
      plain = try SentencePieceProcessor(model: model, path: path)
    }
  }

  func makeEncoder() -> any TextEncoder {
    SentencePieceEncoder(
      prefixRule: prefixRule, prefixing: prefixing, plain: plain, segmentRules: segmentRules, vocabulary: vocabulary)
  }
}
