/// What a vocabulary file itself does not say, or says otherwise than the model's other files.
public struct TokenizerOptions: Hashable, Sendable {
  /// The pattern of a tiktoken rank file; `nil`: that of the published file with this content.
  public var pattern: PretokenizerPattern?
  /// The normalization of a tiktoken rank file; `nil`: that of the published file with this content, else none.
  public var normalization: TextNormalization?
  /// Where a SentencePiece vocabulary that has a dummy prefix gets one.
  public var prefixRule: PrefixRule
  /// Tokens that the file does not list (all special tokens of a rank file), or lists with another meaning.
  public var addedTokens: [AddedToken]

  public init(
    pattern: PretokenizerPattern? = nil, normalization: TextNormalization? = nil, prefixRule: PrefixRule = .always,
    addedTokens: [AddedToken] = []
  ) {
    self.pattern = pattern
    self.normalization = normalization
    self.prefixRule = prefixRule
    self.addedTokens = addedTokens
  }
}
