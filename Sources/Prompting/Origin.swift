/// Where a byte of a rendered prompt came from: the one idea of TrainPack.
public struct Origin: Hashable, Sendable {
  public enum Kind: UInt8, Sendable {
    /// The chat template's own literals, its special-token variables, role names that it writes, dates.
    case template
    /// Fixed words that a record layout put around the data; kept when fitting, never a special token.
    case layout
    /// Everything else: text that came from a record or from the user's system prompt.
    case content
  }

  public let kind: Kind
  /// The message it belongs to, an index into the conversation's messages; -1 for the template, or when it cannot be told;
  /// -2 for the definitions of tools, which belong to the whole conversation.
  public let messageIndex: Int32
  /// The part of that message, an index into its parts; -1 for the template, or when it cannot be told.
  public let partIndex: Int32

  public init(kind: Kind, messageIndex: Int32, partIndex: Int32) {
    self.kind = kind
    self.messageIndex = messageIndex
    self.partIndex = partIndex
  }

  public static let template = Origin(kind: .template, messageIndex: -1, partIndex: -1)

  /// The definitions of the tools that a conversation may call.
  public static let toolDefinitions = Origin(kind: .content, messageIndex: -2, partIndex: -1)

  public static func layout(message: Int, part: Int) -> Origin {
    Origin(kind: .layout, messageIndex: Int32(clamping: message), partIndex: Int32(clamping: part))
  }

  public static func content(message: Int, part: Int) -> Origin {
    Origin(kind: .content, messageIndex: Int32(clamping: message), partIndex: Int32(clamping: part))
  }

  /// The origin of text made from both `self` and `other` where the two can no longer be told apart (as `tojson` of a
  /// whole message): content wins over layout, layout over template, so the result is never taken for template text.
  public func merged(with other: Origin) -> Origin {
    if self == other { return self }
    let winner = kind.rawValue >= other.kind.rawValue ? self : other
    if kind != other.kind { return winner }
    return Origin(kind: kind, messageIndex: messageIndex == other.messageIndex ? messageIndex : -1, partIndex: -1)
  }
}
