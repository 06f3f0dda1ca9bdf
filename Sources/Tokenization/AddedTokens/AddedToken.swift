/// A token that is matched in the text itself, before the vocabulary's own rule sees the rest.
public struct AddedToken: Hashable, Sendable {
  /// The white space beside a token that it takes in: no token is made of it.
  public struct Stripping: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The white space before the token: `lstrip` of Hugging Face tokenizers.
    public static let before = Stripping(rawValue: 1)
    /// The white space behind it: `rstrip`.
    public static let after = Stripping(rawValue: 2)
    /// Only white space of ASCII counts, as llama.cpp has it.
    public static let onlyASCII = Stripping(rawValue: 4)
  }

  /// When a token is looked for.
  public enum Pass: Hashable, Sendable {
    /// In the whole text.
    case first
    /// In what those of the first pass leave: `normalized` of Hugging Face tokenizers.
    case second
    /// As `second`, but in normalized text, which the text encoder alone has: `AddedTokenMatcher` leaves it to the encoder.
    case normalized
  }

  /// The exact bytes that it matches.
  public var text: [UInt8]
  public var id: Int32
  /// A special token steers the model (`<|im_end|>`) and is matched in template text only; one that is not special
  /// (`<think>`) is matched everywhere.
  public var isSpecial: Bool
  public var stripping: Stripping
  public var pass: Pass
  /// Whether it is matched only where no letter, digit, mark or underscore stands next to it: `single_word`.
  public var isSingleWord: Bool

  public init(
    text: [UInt8], id: Int32, isSpecial: Bool, stripping: Stripping = [], pass: Pass = .first,
    isSingleWord: Bool = false
  ) {
    self.text = text
    self.id = id
    self.isSpecial = isSpecial
    self.stripping = stripping
    self.pass = pass
    self.isSingleWord = isSingleWord
  }

  public init(_ text: String, id: Int32, isSpecial: Bool, stripping: Stripping = []) {
    self.init(text: Array(text.utf8), id: id, isSpecial: isSpecial, stripping: stripping)
  }
}
