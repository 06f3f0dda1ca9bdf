/// What a token of a vocabulary is for.
public enum TokenKind: UInt8, Hashable, Sendable, CaseIterable {
  /// Ordinary text.
  case normal
  /// Steers the model; text never encodes to it.
  case control
  /// Stands for text that the vocabulary cannot write.
  case unknown
  /// One byte of a character that has no token.
  case byte
  /// Ordinary text that is matched before the vocabulary's own rule.
  case userDefined
  /// Listed, but never given to text.
  case unused
}
