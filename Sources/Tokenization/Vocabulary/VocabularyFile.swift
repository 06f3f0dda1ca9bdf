import Diagnostics

/// A vocabulary file, recognised by its content.
public struct VocabularyFile: Sendable {
  /// The file as the user named it.
  public let path: String
  public let format: VocabularyFormat
  /// The whole file; of a GGUF file that was opened by its path what stands before the tensors.
  public let bytes: [UInt8]
  private let limits: Limits

  /// Reads a file and recognises its format.
  ///
  /// - Throws: `vocabulary.unreadable`; `limits.exceeded` for a file above `limits.maximumVocabularyBytes`;
  ///   `vocabulary.unknown-format`.
  public static func open(_ path: String, limits: Limits = Limits()) throws -> VocabularyFile {
    let bytes = try FileContents.readVocabulary(path, maximumBytes: limits.maximumVocabularyBytes)
    return try VocabularyFile(path: path, bytes: bytes, limits: limits)
  }

  /// Recognises the format of a file's bytes.
  ///
  /// - Throws: `limits.exceeded`, `vocabulary.unknown-format`.
  public init(path: String, bytes: [UInt8], limits: Limits = Limits()) throws {
    let place = InputLocation(source: path)
    guard bytes.count <= limits.maximumVocabularyBytes else {
      throw TrainPackError.limitExceeded(
        "bytes in one vocabulary file", value: limits.maximumVocabularyBytes, met: bytes.count, flag: nil, at: place)
    }
    guard let format = VocabularyFormat.detect(bytes.span) else {
      let start = bytes.isEmpty ? "the file is empty" : "the file starts with \(quoted(bytes.prefix(24)))"
      throw TrainPackError(
        .vocabularyUnknownFormat, "no known vocabulary format: \(start)", at: place, fix: Self.supportedFormats)
    }
    self.path = path
    self.format = format
    self.bytes = bytes
    self.limits = limits
  }

  private static let supportedFormats =
    "give a "
    + VocabularyFormat.allCases.map(\.name).joined(separator: " or a ")
    + " (tokenizer.model, *.tiktoken, tekken.json, tokenizer.json, *.gguf); most models publish one"

  /// Makes the file's tokenizer.
  ///
  /// - Throws: By format: `vocabulary.corrupt-model`; `vocabulary.corrupt-ranks`, `vocabulary.duplicate-token`,
  ///   `vocabulary.duplicate-id`, `vocabulary.missing-byte`, `tokenization.pattern-missing`; `vocabulary.missing-file`,
  ///   `vocabulary.unsupported-setting`, `vocabulary.unsupported-format`; `limits.exceeded`;
  ///   `tokenization.engine-unavailable` when the engine is to be a library that does not read the format.
  /// - Complexity: O(*n*) in the file's bytes.
  public func makeTokenizer(_ options: TokenizerOptions = TokenizerOptions()) throws -> any Tokenizer {
    guard options.engine == .native || format == .sentencePiece else { throw libraryUnavailable }
    switch format {
    case .sentencePiece:
      return try SentencePieceTokenizer(bytes, path: path, options: options, limits: limits)
    case .tiktoken:
      return try makeRankTokenizer(options)
    case .tekken:
      return try makeTekkenTokenizer(options)
    case .huggingFaceJSON:
      return try TokenizerJSONFile(bytes, path: path, limits: limits).makeTokenizer(options)
    case .gptVocabularyJSON, .gptMerges:
      return try SeparateFiles(bytePair: bytes, path: path, isMerges: format == .gptMerges, limits: limits)
        .makeTokenizer(options, limits: limits)
    case .wordPiece:
      return try SeparateFiles(wordPiece: bytes, path: path, limits: limits).makeTokenizer(options, limits: limits)
    case .gguf:
      return try GGUFVocabularyFile(bytes, path: path, limits: limits).makeTokenizer(options)
    }
  }

  private var libraryUnavailable: TrainPackError {
    TrainPackError(
      .engineUnavailable, "the SentencePiece library reads SentencePiece models only, and this is a \(format.name)",
      at: InputLocation(source: path),
      fix: "leave out `--engine sentencepiece`, or name the model's SentencePiece file (tokenizer.model)")
  }

  private func makeRankTokenizer(_ options: TokenizerOptions) throws -> BytePairTokenizer {
    let table = try RankFile(bytes.span, path: path, limits: limits).table
    let known = options.cutting == nil || options.normalization == nil ? KnownRankFile.find(table) : nil
    guard let pattern = options.cutting ?? known.map({ .pattern($0.pattern) }) else {
      throw TrainPackError(
        .patternMissing,
        "a rank file of \(table.count) tokens that is none of the published ones, and no pattern named",
        at: InputLocation(source: path),
        fix: "name the pattern in the model's profile: "
          + PretokenizerPattern.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return try BytePairTokenizer(
      table: table, pattern: pattern, normalization: options.normalization ?? known?.normalization ?? .none,
      addedTokens: options.addedTokens, limits: limits)
  }

  private func makeTekkenTokenizer(_ options: TokenizerOptions) throws -> BytePairTokenizer {
    let file = try TekkenFile(bytes, path: path, limits: limits)
    let specialCount = file.specialTokens.count
    func id(_ name: String) -> Int32? { file.specialTokens.first { $0.text.elementsEqual(name.utf8) }?.id }
    let vocabulary = try Vocabulary(
      formatName: format.name, table: file.table, kinds: [TokenKind](repeating: .control, count: specialCount),
      scores: [], spelling: .bytes, bosID: id("<s>"), eosID: id("</s>"), unknownID: id("<unk>"), padID: id("<pad>"),
      ownAdded: file.specialTokens, added: options.addedTokens, limits: limits)
    return BytePairTokenizer(
      vocabulary: vocabulary, rule: .ranks(BytePairRanks(file.table, firstID: Int32(clamping: specialCount))),
      pattern: file.pattern, normalization: .none)
  }
}
