/// A run of a message's text: from one field of the record, or fixed words of the layout.
public struct MessagePart: Hashable, Sendable {
  /// What the text is for. It decides what fitting may touch.
  public enum Purpose: String, Hashable, Sendable {
    /// Fixed words that the record layout wrote ("Options:").
    case layout
    /// The case description of a question: the only text that fitting may shorten.
    case vignette
    /// The question itself, after its vignette.
    case stem
    /// An answer option.
    case option
    /// The answer that the model is to learn.
    case answer
    /// Why the answer is right.
    case explanation
    /// The user's system prompt, or a system message of the record.
    case systemPrompt
    /// Any other text of a record.
    case text
  }

  public var utf8: [UInt8]
  public var purpose: Purpose
  /// The JSON pointer of the record's field that the text came from; empty for layout and for a system prompt given on
  /// the command line.
  public var field: String
  /// The bytes of that field's decoded text that this part holds, where it holds a part of it.
  public var fieldRange: Range<Int>?

  public init(_ utf8: [UInt8], purpose: Purpose, field: String = "", fieldRange: Range<Int>? = nil) {
    self.utf8 = utf8
    self.purpose = purpose
    self.field = field
    self.fieldRange = fieldRange
  }

  public init(layout text: String) {
    self.init(Array(text.utf8), purpose: .layout)
  }
}

/// One turn of a conversation.
public struct Message: Hashable, Sendable {
  public var role: Role
  /// The text, run by run, in order; joined without anything between.
  public var parts: [MessagePart]

  public init(role: Role, parts: [MessagePart]) {
    self.role = role
    self.parts = parts
  }

  /// The message's text with the origin of each byte, when the message stands at `index` of its conversation.
  public func text(at index: Int) -> ProvenancedText {
    var text = ProvenancedText()
    text.reserveCapacity(parts.reduce(0) { $0 + $1.utf8.count })
    for (partIndex, part) in parts.enumerated() {
      let origin: Origin =
        part.purpose == .layout
        ? .layout(message: index, part: partIndex) : .content(message: index, part: partIndex)
      text.append(part.utf8, origin: origin)
    }
    return text
  }
}
