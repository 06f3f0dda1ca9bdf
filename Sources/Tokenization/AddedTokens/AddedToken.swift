/// A token that is matched in the text itself, before the vocabulary's own rule sees the rest.
public struct AddedToken: Hashable, Sendable {
  /// The exact bytes that it matches.
  public var text: [UInt8]
  public var id: Int32
  /// A special token steers the model (`<|im_end|>`) and is matched in template text only; one that is not special
  /// (`<think>`) is matched everywhere.
  public var isSpecial: Bool

  public init(text: [UInt8], id: Int32, isSpecial: Bool) {
    self.text = text
    self.id = id
    self.isSpecial = isSpecial
  }

  public init(_ text: String, id: Int32, isSpecial: Bool) {
    self.init(text: Array(text.utf8), id: id, isSpecial: isSpecial)
  }
}
