import ShardExport

/// What the rows of an export are.
public enum RowKind: String, Hashable, Sendable, CaseIterable {
  /// Rows of one or more tokenized examples.
  case packed
  /// One tokenized example a row.
  case tokens
  /// One conversation a row.
  case messages
  /// One conversation a row, its last answer apart.
  case promptCompletion = "prompt-completion"
  /// One rendered conversation a row.
  case text
  /// A prompt with a chosen and a rejected answer a row.
  case preference

  /// The schema of the rows; the keys of messages are known only once every record was read.
  func schema(_ positionIDs: RowSchema.PositionIDs) -> RowSchema {
    switch self {
    case .packed: .packed(positionIDs)
    case .tokens: .tokens
    case .messages: .messages(MessageKeys())
    case .promptCompletion: .promptCompletion(MessageKeys())
    case .text: .text
    case .preference: .preference(MessageKeys())
    }
  }

  init(_ schema: RowSchema) {
    self =
      switch schema {
      case .packed: .packed
      case .tokens: .tokens
      case .messages: .messages
      case .promptCompletion: .promptCompletion
      case .text: .text
      case .preference: .preference
      }
  }
}
