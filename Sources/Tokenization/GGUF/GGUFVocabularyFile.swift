import Diagnostics

/// The vocabulary of a GGUF file, encoded as llama.cpp encodes with it.
///
/// - Source: `llama_vocab::impl` of llama.cpp's `llama-vocab.cpp`.
struct GGUFVocabularyFile {
  let metadata: GGUFMetadata
  let tokens: GGUFTokens
  private let path: String
  private let limits: Limits

  /// - Throws: `vocabulary.corrupt-gguf`, `vocabulary.unsupported-format`, `vocabulary.unsupported-setting` for a file
  ///   without a vocabulary, `vocabulary.duplicate-token`, `limits.exceeded`.
  init(_ bytes: [UInt8], path: String, limits: Limits) throws {
    metadata = try GGUFMetadata(bytes, path: path)
    self.path = path
    self.limits = limits
    guard let model = try metadata.string("tokenizer.ggml.model"), model != Array("no_vocab".utf8)[...],
      model != Array("none".utf8)[...]
    else {
      throw Self.unsupported("the GGUF file has no vocabulary", path: path)
    }
    tokens = try GGUFTokens(metadata, limits: limits)
  }

  static func unsupported(_ message: String, path: String) -> TrainPackError {
    TrainPackError(
      .vocabularyUnsupportedSetting, message, at: InputLocation(source: path),
      fix: "use another of the model's vocabulary files, such as its tokenizer.json; ids that are nearly right are not "
        + "given")
  }

  /// - Throws: As `init`; `vocabulary.missing-byte`, `tokenization.pattern-unknown` for a pre-tokenizer that has no name
  ///   here, `vocabulary.duplicate-id`.
  func makeTokenizer(_ options: TokenizerOptions) throws -> any Tokenizer {
    let model = try metadata.string("tokenizer.ggml.model") ?? []
    switch String(decoding: model, as: UTF8.self) {
    case "llama": return try makeScoredTokenizer(options)
    case "gpt2": return try makeMergeTokenizer(options, name: metadata.string("tokenizer.ggml.pre") ?? [])
    case "gemma4": return try makeMergeTokenizer(options, name: Array("gemma4".utf8)[...])
    case "bert": return try makeWordPieceTokenizer(options)
    case "t5": return try makeUnigramTokenizer(options)
    case "rwkv": return try makeLongestMatchTokenizer(options)
    default: throw Self.unsupported("the GGUF file has a vocabulary of the kind \(quoted(model))", path: path)
    }
  }

  /// The ids that the file names, where it names none those that llama.cpp takes for them.
  struct SpecialIDs {
    var bos: Int32?
    var eos: Int32?
    var unknown: Int32?
    var separator: Int32?
    var padding: Int32?
  }

  func specialIDs(_ defaults: SpecialIDs) throws -> SpecialIDs {
    func id(_ key: String, _ fallback: Int32?) throws -> Int32? {
      if let named = try metadata.unsigned("tokenizer.ggml.\(key)_token_id"), named < UInt64(tokens.count) {
        return Int32(clamping: named)
      }
      return fallback.flatMap { Int($0) < tokens.count ? $0 : nil }
    }
    return SpecialIDs(
      bos: try id("bos", defaults.bos), eos: try id("eos", defaults.eos),
      unknown: try id("unknown", defaults.unknown), separator: try id("seperator", defaults.separator),
      padding: try id("padding", defaults.padding))
  }

  func flag(_ key: String, _ fallback: Bool) throws -> Bool { try metadata.flag("tokenizer.ggml.\(key)") ?? fallback }

  /// A vocabulary of the file's tokens.
  ///
  /// - Parameters:
  ///   - written: The tokens as text comes to them; `nil`: as the file has them.
  ///   - sequence: What stands around a text.
  func vocabulary(
    _ table: TokenTable, _ spelling: Vocabulary.Spelling, _ ids: SpecialIDs, _ sequence: SequenceTokens,
    _ options: TokenizerOptions
  ) throws -> Vocabulary {
    var vocabulary = try Vocabulary(
      formatName: VocabularyFormat.gguf.name, table: table, kinds: tokens.attributes.map(\.kind),
      scores: tokens.scores, spelling: spelling, bosID: ids.bos, eosID: ids.eos, unknownID: ids.unknown,
      padID: ids.padding, ownAdded: try tokens.matched(metadata), added: options.addedTokens, limits: limits)
    vocabulary.sequenceTokens = sequence
    return vocabulary
  }

  /// The tokens that stand around a text when special tokens are asked for.
  func sequence(_ ids: SpecialIDs, addsBOS: Bool, addsEOS: Bool) -> SequenceTokens {
    SequenceTokens(
      before: addsBOS ? [ids.bos].compactMap { $0 } : [], after: addsEOS ? [ids.eos].compactMap { $0 } : [])
  }

  /// All tokens by the bytes that the file has for them.
  func writtenTable() -> TokenTable {
    var table = TokenTable(capacity: tokens.count, byteCapacity: tokens.count * 8)
    for (id, text) in tokens.texts.enumerated() { _ = table.insert(text.span, id: Int32(clamping: id)) }
    return table
  }

  func missingByte(_ missing: [Int]) -> TrainPackError {
    TrainPackError(
      .vocabularyMissingByte,
      "\(missing.count) bytes are no tokens, the first is 0x\(String(missing.first ?? 0, radix: 16))",
      at: InputLocation(source: path), fix: "fetch the file again; without them some text could not be encoded")
  }

  func corrupt(_ reason: String) -> TrainPackError { GGUFMetadata.corrupt(reason, path: path) }
}
