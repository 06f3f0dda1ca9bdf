/// The special tokens that a vocabulary's file puts around a single text.
public struct SequenceTokens: Hashable, Sendable {
  /// Ids before the text, such as that of `<s>`.
  public var before: [Int32]
  /// Ids behind it, such as that of `</s>`.
  public var after: [Int32]

  public init(before: [Int32] = [], after: [Int32] = []) {
    self.before = before
    self.after = after
  }
}
