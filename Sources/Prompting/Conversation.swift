import Diagnostics

/// A record as a model will see it: messages in order, each byte of which knows its field.
public struct Conversation: Hashable, Sendable {
  public var messages: [Message]
  /// The record's identifier: its own where it has one, else its place in the input.
  public var recordID: String
  /// Where the record stands in the input.
  public var location: InputLocation

  public init(messages: [Message], recordID: String, location: InputLocation) {
    self.messages = messages
    self.recordID = recordID
    self.location = location
  }

  /// The message and part of the vignette, the only text that fitting may shorten; `nil` when the record has none.
  public var vignette: (message: Int, part: Int)? {
    for (messageIndex, message) in messages.enumerated() {
      for (partIndex, part) in message.parts.enumerated() where part.purpose == .vignette {
        return (messageIndex, partIndex)
      }
    }
    return nil
  }
}
