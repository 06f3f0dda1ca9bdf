import Diagnostics
import StrictJSON

/// Samples of a profile, with the answers of its reference.
public struct SelfTestSamples: Hashable, Sendable {
  /// Ordinary text, in which no special token is matched.
  public struct Text: Hashable, Sendable {
    public var name: String
    public var text: [UInt8]
    public var ids: [Int32]
  }

  /// A conversation, rendered and encoded.
  public struct Conversation: Hashable, Sendable {
    public enum Role: String, Hashable, Sendable, CaseIterable {
      case system, user, assistant
    }

    public struct Message: Hashable, Sendable {
      public var role: Role
      public var content: [UInt8]
    }

    public var name: String
    public var messages: [Message]
    /// The rendered text.
    public var text: [UInt8]
    public var ids: [Int32]
    /// The token positions that are trained, ascending, disjoint and not empty.
    public var lossRanges: [Range<Int>]
  }

  public var texts: [Text]
  public var conversations: [Conversation]
}

extension SelfTestSamples {
  init(reading value: JSONValue, embeddingSize: Int) throws {
    let fields = try ObjectFields(value, keys: ["texts", "conversations"], codes: .profile)
    texts = try fields.elements("texts").map { value in
      let sample = try ObjectFields(value, keys: ["name", "text", "ids"], codes: .profile)
      return Text(
        name: try sample.text("name"), text: Array(try sample.anyText(sample["text"]).utf8),
        ids: try sample.ids("ids", below: embeddingSize))
    }
    conversations = try fields.elements("conversations").map {
      try Conversation(reading: $0, embeddingSize: embeddingSize)
    }
  }
}

extension SelfTestSamples.Conversation {
  init(reading value: JSONValue, embeddingSize: Int) throws {
    let fields = try ObjectFields(value, keys: ["name", "messages", "text", "ids", "lossRanges"], codes: .profile)
    name = try fields.text("name")
    messages = try fields.elements("messages").map { value in
      let message = try ObjectFields(value, keys: ["role", "content"], codes: .profile)
      return Message(
        role: try message.choice("role"), content: Array(try message.anyText(message["content"]).utf8))
    }
    text = Array(try fields.anyText(fields["text"]).utf8)
    ids = try fields.ids("ids", below: embeddingSize)
    lossRanges = []
    for pair in try fields.elements("lossRanges") {
      let ends = try fields.elements(pair).map { try fields.integer($0, in: 0...ids.count) }
      guard ends.count == 2, ends[0] < ends[1], ends[0] >= (lossRanges.last?.upperBound ?? 0) else {
        throw TrainPackError(
          .profileInconsistent, "a trained range has to be [first, past the last], after the one before it",
          at: pair.location, fix: "write ascending, disjoint ranges of positions, none of them empty")
      }
      lossRanges.append(ends[0]..<ends[1])
    }
    if messages.isEmpty { throw fields.wrong(fields["messages"], "a conversation needs a message") }
  }
}

extension ObjectFields {
  fileprivate func ids(_ key: String, below size: Int) throws -> [Int32] {
    try elements(key).map { value in
      let id = try tokenID(value)
      guard Int(id) < size else {
        throw TrainPackError(
          .profileInconsistent, "the id \(id) is beyond the embedding of \(size) rows", at: value.location,
          fix: "make the self-test again with the profile's reference")
      }
      return id
    }
  }
}
