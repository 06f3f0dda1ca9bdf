import Diagnostics

/// A SentencePiece vocabulary, encoded by TrainPack's own engine for its type of model, or by the reference library.
struct SentencePieceTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  private let prefixRule: PrefixRule
  private let model: Model

  private enum Model: Sendable {
    /// BPE.
    case merges(MergeModel, SentencePieceNormalizer)
    case unigram(SentenceUnigram, SentencePieceNormalizer)
    /// Words and characters.
    case whole(WholePieceEngine, SentencePieceNormalizer, escapesWhitespace: Bool)
    /// The model as it is, and without its dummy prefix; a rule that never needs one of them does not load it.
    case library(prefixing: SentencePieceProcessor?, plain: SentencePieceProcessor?)
  }

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
    model =
      options.engine == .library
      ? try Self.library(file, bytes, path: path, prefixRule) : try Self.native(file, bytes.span)
  }

  private static func native(_ file: SentencePieceModelFile, _ bytes: Span<UInt8>) throws -> Model {
    let inventory = PieceInventory(file)
    let normalizer = SentencePieceNormalizer(file, bytes)
    switch inventory.modelType {
    case 2: return .merges(try MergeModel(inventory), normalizer)
    case 3, 4:
      return .whole(
        WholePieceEngine(inventory, cutsWords: inventory.modelType == 3), normalizer,
        escapesWhitespace: inventory.escapesWhitespace)
    default: return .unigram(SentenceUnigram(inventory), normalizer)
    }
  }

  private static func library(
    _ file: SentencePieceModelFile, _ bytes: [UInt8], path: String, _ prefixRule: PrefixRule
  ) throws -> Model {
    if let id = file.loneNULs.first {
      throw TrainPackError(
        .vocabularyCorruptModel, "the SentencePiece library cannot load a model with a NUL for a piece (\(id))",
        at: InputLocation(source: path), fix: "leave out --engine sentencepiece")
    }
    var model: [UInt8] = []
    model.reserveCapacity(bytes.count + SentencePieceNormalizerSpec.withoutDummyPrefix.count)
    for range in file.essentialRanges { model += bytes[range] }
    let prefixing = prefixRule == .never ? nil : try SentencePieceProcessor(model: model, path: path)
    if prefixRule == .always { return .library(prefixing: prefixing, plain: nil) }
    model += SentencePieceNormalizerSpec.withoutDummyPrefix
    return .library(prefixing: prefixing, plain: try SentencePieceProcessor(model: model, path: path))
  }

  func makeEncoder() -> any TextEncoder {
    switch model {
    case .merges(let model, let normalizer):
      return encoder(MergeSegmentEngine(model), normalizer, model.table.symbols.inventory.escapesWhitespace)
    case .unigram(let model, let normalizer):
      return encoder(UnigramSegmentEngine(model), normalizer, model.inventory.escapesWhitespace)
    case .whole(let engine, let normalizer, let escapesWhitespace):
      return encoder(engine, normalizer, escapesWhitespace)
    case .library(let prefixing, let plain):
      return SentencePieceEncoder(prefixRule: prefixRule, prefixing: prefixing, plain: plain, spaceID: spaceID)
    }
  }

  private func encoder<Engine: PieceEngine>(
    _ engine: Engine, _ normalizer: SentencePieceNormalizer, _ escapesWhitespace: Bool
  ) -> any TextEncoder {
    PieceEncoder(
      engine, normalizer: normalizer, escapesWhitespace: escapesWhitespace, prefixRule: prefixRule, spaceID: spaceID)
  }

  private var spaceID: Int32? { vocabulary.id(of: SentencePieceSpelling.space) }
}
