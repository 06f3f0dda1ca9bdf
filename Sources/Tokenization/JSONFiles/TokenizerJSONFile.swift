import Diagnostics
import StrictJSON

/// A `tokenizer.json` of Hugging Face tokenizers.
///
/// A byte-level BPE with a pattern that has a scanner is told from all others: it needs no steps, and is by far the
/// fastest. What a file can say and this reader does not apply is an error that names it, never an approximation.
///
/// `truncation` and `padding` are read over: they say how a program wants its batches, not what the tokens of a text are,
/// and transformers too sets them anew at each call.
///
/// - Source: the serialization in Hugging Face tokenizers' `tokenizer/serialization.rs`.
struct TokenizerJSONFile {
  private let document: JSONDocument
  private let root: JSONVocabularyFields
  private let limits: Limits
  private let path: String
  private let config: TokenizerConfig?

  /// - Throws: The `json.…` codes, `vocabulary.corrupt-json`, `limits.exceeded`.
  init(_ bytes: [UInt8], path: String, limits: Limits) throws {
    document = try JSONReader(limits: limits).read(
      bytes, at: InputLocation(source: path, line: 1, column: 1, byteOffset: 0))
    root = try JSONVocabularyFields(document.root)
    if let version = root.optional("version"), try !JSONVocabularyFields.text(version).elementsEqual("1.0".utf8) {
      throw JSONVocabularyFields.unsupported(version, "a version other than 1.0")
    }
    self.path = path
    self.limits = limits
    config = try TokenizerConfig.beside(path, limits: limits)
  }

  /// Makes the file's tokenizer.
  ///
  /// - Throws: `vocabulary.corrupt-json`, `vocabulary.unsupported-setting`, `vocabulary.duplicate-token`,
  ///   `vocabulary.duplicate-id`, `limits.exceeded`.
  /// - Complexity: O(*n* log *n*) in the file's bytes.
  func makeTokenizer(_ options: TokenizerOptions) throws -> any Tokenizer {
    let entries = TokenizerJSONAddedTokens.joined(
      try TokenizerJSONAddedTokens.read(root, limits: limits), config)
    try TokenizerJSONAddedTokens.checkStripping(entries.map { ($0.text, $0.stripping) }, at: root)
    let processor = try TokenizerJSONPostProcessor(root, maximumID: limits.maximumVocabularyTokens - 1)
    if let file = try ByteLevelJSONFile(root, entries, limits: limits) {
      let vocabulary = try vocabulary(
        table: file.table, kinds: file.kinds, spelling: .bytes, added: file.addedTokens, processor: processor,
        options: options)
      let tokenizer = BytePairTokenizer(
        vocabulary: vocabulary, rule: .merges(file.merges), pattern: file.pattern, normalization: file.normalization)
      return processor.trimmings.isEmpty
        ? tokenizer : TrimmingTokenizer(tokenizer, by: processor.trimmings)
    }
    return try makePipelineTokenizer(entries, processor, options)
  }

  private func makePipelineTokenizer(
    _ entries: [TokenizerJSONAddedTokens.Entry], _ processor: TokenizerJSONPostProcessor, _ options: TokenizerOptions
  ) throws -> any Tokenizer {
    var pipeline = TextPipeline()
    pipeline.normalizers = try TokenizerJSONSteps.normalizers(root)
    pipeline.preTokenizers = try TokenizerJSONSteps.preTokenizers(root)
    pipeline.trimmings = processor.trimmings
    let model = try TokenizerJSONModels.read(root.object("model"), limits: limits)
    let tokens = TokenizerJSONAddedTokens.renumbered(
      entries.map { $0.token(isTextNormalized: !pipeline.normalizers.isEmpty) }, in: model.table)
    try checkIDs(of: tokens) { model.id(ofWritten: $0) }
    var decoder = try TokenizerJSONDecoder.read(root)
    (pipeline.normalizedTokens, decoder.normalizedTokens) = try normalized(tokens, by: pipeline.normalizers)
    let vocabulary = try vocabulary(
      table: model.table, kinds: kinds(model, tokens), spelling: .decoder(decoder), scores: model.scores,
      unknownID: model.unknownID, added: tokens, processor: processor, options: options)
    return PipelineTokenizer(vocabulary: vocabulary, pipeline: pipeline, model: model)
  }

  private func kinds(_ model: any PieceVocabulary, _ added: [AddedToken]) -> [TokenKind] {
    var kinds = [TokenKind](repeating: .normal, count: model.table.idCount)
    if let id = model.unknownID, kinds.indices.contains(Int(id)) { kinds[Int(id)] = .unknown }
    for token in added where kinds.indices.contains(Int(token.id)) {
      kinds[Int(token.id)] = token.isSpecial ? .control : .userDefined
    }
    return kinds
  }

  /// The tokens that are matched in normalized text, with their text normalized, and those of them that it changes.
  private func normalized(
    _ tokens: [AddedToken], by steps: [NormalizerStep]
  ) throws -> ([AddedToken], [Int32: [UInt8]]) {
    var normalizer = TextNormalizer(steps)
    var matched: [AddedToken] = []
    var changed: [Int32: [UInt8]] = [:]
    for var token in tokens where token.pass == .normalized {
      var text = NormalizedText()
      text.set(to: token.text.span)
      try normalizer.normalize(&text, originalCount: token.text.count)
      if text.utf8 != token.text { changed[token.id] = text.utf8 }
      if text.count == 0 {
        throw JSONVocabularyFields.unsupported(
          try root.array("added_tokens"), "an added token that normalization leaves nothing of (\(quoted(token.text)))")
      }
      token.text = text.utf8
      token.pass = .first
      matched.append(token)
    }
    try TokenizerJSONAddedTokens.checkStripping(matched.map { ($0.text, $0.stripping) }, at: root)
    return (matched, changed)
  }

  /// Checks that the ids of added tokens are those that the model has for their texts.
  func checkIDs(of tokens: [AddedToken], in find: ([UInt8]) -> Int32?) throws {
    for token in tokens {
      // The reference would quietly take the vocabulary's id.
      guard let id = find(token.text), id != token.id else { continue }
      throw JSONVocabularyFields.wrong(
        root.value, "the added token \(quoted(token.text)) has the id \(token.id), but \(id) in the vocabulary")
    }
  }

  private func vocabulary(
    table: TokenTable, kinds: [TokenKind], spelling: Vocabulary.Spelling, scores: [Float] = [],
    unknownID: Int32? = nil, added: [AddedToken], processor: TokenizerJSONPostProcessor, options: TokenizerOptions
  ) throws -> Vocabulary {
    var ids: [[UInt8]: Int32] = [:]
    for token in added { ids[token.text] = token.id }
    func id(_ text: [UInt8]?) -> Int32? {
      guard let text else { return nil }
      if let id = ids[text] { return id }
      let id = table.id(ofWritten: text)
      return id < 0 ? nil : id
    }
    let sequence = sequenceTokens(processor, bos: id(config?.bos), eos: id(config?.eos))
    var vocabulary = try Vocabulary(
      formatName: VocabularyFormat.huggingFaceJSON.name, table: table, kinds: kinds, scores: scores, spelling: spelling,
      bosID: id(config?.bos) ?? sequence.before.first, eosID: id(config?.eos) ?? sequence.after.last,
      unknownID: unknownID ?? id(config?.unknown), padID: id(config?.pad) ?? paddingID(), ownAdded: [],
      added: added + options.addedTokens, limits: limits)
    vocabulary.sequenceTokens = sequence
    return vocabulary
  }

  private func paddingID() -> Int32? {
    guard let padding = root.optional("padding"), let fields = try? JSONVocabularyFields(padding),
      let id = fields.optional("pad_id")?.int
    else { return nil }
    return Int32(exactly: id)
  }

  /// What the post-processor puts around a text, and what `add_bos_token` and `add_eos_token` change of it.
  private func sequenceTokens(_ processor: TokenizerJSONPostProcessor, bos: Int32?, eos: Int32?) -> SequenceTokens {
    var tokens = processor.sequenceTokens
    if let bos, let adds = config?.addsBOS {
      tokens.before.removeAll { $0 == bos }
      if adds { tokens.before.insert(bos, at: 0) }
    }
    if let eos, let adds = config?.addsEOS {
      tokens.after.removeAll { $0 == eos }
      if adds { tokens.after.append(eos) }
    }
    return tokens
  }
}
