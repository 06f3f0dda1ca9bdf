/// Which program encodes text. All give the same tokens.
public enum TokenizationEngine: String, Hashable, Sendable, CaseIterable {
  /// TrainPack's own, which every format has.
  case native
  /// The reference library, for SentencePiece models; no other format has one here.
  case library = "sentencepiece"
}

/// What a vocabulary file itself does not say, or says otherwise than the model's other files.
public struct TokenizerOptions: Hashable, Sendable {
  /// How a tiktoken rank file's texts are cut; `nil`: as those of the published file with this content.
  public var cutting: PretokenizerRule?
  /// The normalization of a tiktoken rank file; `nil`: that of the published file with this content, else none.
  public var normalization: TextNormalization?
  /// Where a SentencePiece vocabulary that has a dummy prefix gets one.
  public var prefixRule: PrefixRule
  /// Tokens that the file does not list (all special tokens of a rank file), or lists with another meaning.
  public var addedTokens: [AddedToken]
  public var engine: TokenizationEngine

  /// - Parameter pattern: That of a tiktoken rank file; any other than the named ones is set as `cutting`.
  public init(
    pattern: PretokenizerPattern? = nil, normalization: TextNormalization? = nil, prefixRule: PrefixRule = .always,
    addedTokens: [AddedToken] = [], engine: TokenizationEngine = .native
  ) {
    cutting = pattern.map { .pattern($0) }
    self.normalization = normalization
    self.prefixRule = prefixRule
    self.addedTokens = addedTokens
    self.engine = engine
  }
}
