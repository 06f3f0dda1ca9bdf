import Diagnostics

/// A record as a model will see it: messages in order, each byte of which knows its field.
public struct Conversation: Hashable, Sendable {
  /// What a record is.
  public enum Kind: Hashable, Sendable {
    /// Turns, which a chat template renders.
    case chat
    /// One text without turns, as language modelling has it: the beginning-of-sequence token of the model where it has
    /// one, the text, and its end-of-sequence token. No template, and all of it is trained. It is the only part of the
    /// only message, the assistant's.
    case text
  }

  /// A worse answer to the same prompt.
  public struct Preference: Hashable, Sendable {
    /// How many of the conversation's messages are the prompt; the others are the answer that was chosen.
    public var promptCount: Int
    /// The answer that was rejected: what follows the prompt in its place.
    public var rejected: [Message]

    public init(promptCount: Int, rejected: [Message]) {
      self.promptCount = promptCount
      self.rejected = rejected
    }
  }

  public var kind: Kind
  public var messages: [Message]
  /// The definitions of the tools that the assistant may call: for each the UTF-8 text of one JSON object.
  public var tools: [[UInt8]]
  /// The rejected answer of a preference pair, whose chosen one ends the messages; `nil` for other records.
  public var preference: Preference?
  /// The record's identifier: its own where it has one, else its place in the input.
  public var recordID: String
  /// Where the record stands in the input.
  public var location: InputLocation

  public init(
    kind: Kind = .chat, messages: [Message], tools: [[UInt8]] = [], preference: Preference? = nil, recordID: String,
    location: InputLocation
  ) {
    self.kind = kind
    self.messages = messages
    self.tools = tools
    self.preference = preference
    self.recordID = recordID
    self.location = location
  }

  /// The conversation with the rejected answer in place of the chosen one; `nil` for a record that has none.
  public var rejected: Conversation? {
    guard let preference else { return nil }
    var other = self
    other.messages = Array(messages.prefix(preference.promptCount)) + preference.rejected
    other.preference = nil
    return other
  }

  /// Where a part stands.
  public struct PartPlace: Hashable, Sendable {
    public var message: Int
    public var part: Int

    public init(message: Int, part: Int) {
      self.message = message
      self.part = part
    }
  }

  /// The vignette's parts, the only texts that fitting may shorten, in order; none when the record has no vignette.
  public var vignettePlaces: [PartPlace] {
    var places: [PartPlace] = []
    for (messageIndex, message) in messages.enumerated() {
      for (partIndex, part) in message.parts.enumerated() where part.purpose == .vignette {
        places.append(PartPlace(message: messageIndex, part: partIndex))
      }
    }
    return places
  }
}
