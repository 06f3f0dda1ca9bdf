import Prompting

/// The bytes of one assistant message that a model is to learn.
public struct AssistantTurn: Hashable, Sendable {
  /// The message, an index into the conversation's messages.
  public var messageIndex: Int
  /// From the end of the turn's generation cue through its first end-of-turn token (or its last content byte where it
  /// has none): byte offsets in the rendered text.
  public var trained: Range<Int>
  /// Whether an end-of-turn token is among the trained bytes; without one the model never learns to stop.
  public var endsWithEndOfTurn: Bool
  /// Whether the generation cue was a prefix of the whole; if not, training starts at the turn's first content byte.
  public var cueIsPrefix: Bool

  public init(messageIndex: Int, trained: Range<Int>, endsWithEndOfTurn: Bool, cueIsPrefix: Bool) {
    self.messageIndex = messageIndex
    self.trained = trained
    self.endsWithEndOfTurn = endsWithEndOfTurn
    self.cueIsPrefix = cueIsPrefix
  }
}

/// Where a message's own bytes stand in a rendered text.
struct MessageExtent {
  var first: Int
  var end: Int
}

extension ProvenancedText {
  /// For each message of a conversation the extent of its layout and content bytes; `nil` for one that left no byte.
  func messageExtents(count: Int) -> [MessageExtent?] {
    var extents = [MessageExtent?](repeating: nil, count: count)
    var start = 0
    for span in spans {
      let index = Int(span.origin.messageIndex)
      if span.origin.kind != .template, extents.indices.contains(index) {
        if extents[index] == nil {
          extents[index] = MessageExtent(first: start, end: span.end)
        } else {
          extents[index]?.end = span.end
        }
      }
      start = span.end
    }
    return extents
  }
}
