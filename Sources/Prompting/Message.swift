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
  /// What the assistant thought before it spoke, where the record keeps it apart from the text.
  public var reasoning: MessagePart?
  /// The tools that the assistant calls, in order.
  public var toolCalls: [ToolCall] = []
  /// The call that a tool's message answers.
  public var toolCallID: [UInt8]?
  /// The name of the tool or person that speaks.
  public var name: [UInt8]?
  /// The JSON pointer of the element of the record's list of turns that holds the message, where the record has one; an
  /// element can hold a question and its answer.
  public var element: String?
  /// Whether an assistant's message is learnt: records can take single turns out of the loss.
  public var isTrained = true

  public init(role: Role, parts: [MessagePart]) {
    self.role = role
    self.parts = parts
  }

  /// Whether the message has no text because it calls tools; templates then see no content at all.
  public var isCallOnly: Bool { parts.isEmpty && !toolCalls.isEmpty }

  /// The message's text with the origin of each byte, when the message stands at `index` of its conversation.
  public func text(at index: Int) -> ProvenancedText {
    if parts.count == 1 { return ProvenancedText(parts[0].utf8, origin: partOrigin(0, at: index)) }
    var text = ProvenancedText()
    text.reserveCapacity(parts.reduce(0) { $0 + $1.utf8.count })
    appendText(at: index, to: &text)
    return text
  }

  /// Appends the message's text, as `text(at:)` gives it, to another.
  public func appendText(at index: Int, to text: inout ProvenancedText) {
    for partIndex in parts.indices { text.append(parts[partIndex].utf8, origin: partOrigin(partIndex, at: index)) }
  }

  private func partOrigin(_ part: Int, at index: Int) -> Origin {
    parts[part].purpose == .layout ? .layout(message: index, part: part) : .content(message: index, part: part)
  }

  /// The origin of what the message holds beside its text, when it stands at `index` of its conversation: its reasoning,
  /// then each call, are counted on from its parts.
  public func reasoningOrigin(at index: Int) -> Origin { .content(message: index, part: parts.count) }

  public func toolCallOrigin(_ call: Int, at index: Int) -> Origin {
    .content(message: index, part: parts.count + 1 + call)
  }
}
