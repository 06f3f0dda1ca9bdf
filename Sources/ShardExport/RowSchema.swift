/// Which columns a row has, and what they mean.
public enum RowSchema: Hashable, Sendable {
  /// `packed-v1`: unpadded rows of one or more examples, for trainers that keep examples apart by `seq_lengths` (or by
  /// positions that restart).
  case packed(PositionIDs)
  /// `tokens-v1`: one tokenized example a row, for trainers that pack or pad themselves.
  case tokens
  /// `text-v1`: one rendered conversation a row.
  case text
  /// `messages-v1`: one conversation a row, for trainers that render it.
  case messages(MessageKeys)
  /// `prompt-completion-v1`: one conversation a row, its last assistant turn apart.
  case promptCompletion(MessageKeys)
  /// `preference-v1`: a conversation with a chosen and a rejected answer a row.
  case preference(MessageKeys)

  /// Whether a packed row spells out the positions that follow from its `seq_lengths`.
  public enum PositionIDs: Sendable {
    case omitted
    case written
  }

  /// The label of a token that is not trained.
  ///
  /// Source: `ignore_index` of PyTorch's cross entropy, by default -100.
  public static let ignoreIndex: Int32 = -100

  /// The schema's name in a manifest.
  public var identifier: String {
    switch self {
    case .packed: "packed-v1"
    case .tokens: "tokens-v1"
    case .text: "text-v1"
    case .messages: "messages-v1"
    case .promptCompletion: "prompt-completion-v1"
    case .preference: "preference-v1"
    }
  }

  /// The columns in the order in which every row has them.
  public var columns: [RowColumn] {
    switch self {
    case .packed(.omitted): [.inputIDs, .labels, .sequenceLengths]
    case .packed(.written): [.inputIDs, .labels, .sequenceLengths, .positionIDs]
    case .tokens: [.inputIDs, .labels, .attentionMask]
    case .text: [.text]
    case .messages(let keys): [.messages] + keys.toolColumns
    case .promptCompletion(let keys): [.prompt, .completion] + keys.toolColumns
    case .preference(let keys): [.prompt, .chosen, .rejected] + keys.toolColumns
    }
  }

  /// Whether the rows hold text, which a trainer tokenizes, rather than token ids.
  public var holdsText: Bool {
    switch self {
    case .packed, .tokens: false
    case .text, .messages, .promptCompletion, .preference: true
    }
  }

  /// The keys of the messages, where rows hold messages.
  var messageKeys: MessageKeys? {
    switch self {
    case .packed, .tokens, .text: nil
    case .messages(let keys), .promptCompletion(let keys), .preference(let keys): keys
    }
  }

  /// The same schema for messages with other keys.
  func with(_ keys: MessageKeys) -> RowSchema {
    switch self {
    case .packed, .tokens, .text: self
    case .messages: .messages(keys)
    case .promptCompletion: .promptCompletion(keys)
    case .preference: .preference(keys)
    }
  }

  /// All schemas that there are.
  static let all: [RowSchema] =
    [.packed(.omitted), .packed(.written), .tokens, .text]
    + MessageKeys.all.flatMap { [.messages($0), .promptCompletion($0), .preference($0)] }

  /// The type of a column.
  func type(of column: RowColumn) -> ColumnType {
    switch column {
    case .inputIDs, .labels, .sequenceLengths, .positionIDs: .integers("int32")
    case .attentionMask: .integers("int8")
    case .text, .tools: .string
    case .messages, .prompt, .completion, .chosen, .rejected: .structures(messageKeys?.fields ?? [])
    }
  }
}

/// A column of a row.
public enum RowColumn: String, Sendable, CaseIterable {
  /// The token ids of the row's examples, one after another.
  case inputIDs = "input_ids"
  /// For each token its own id where it is trained, -100 elsewhere; not shifted, as trainers shift themselves.
  case labels
  /// The length of each example, in tokens; their sum is the row's length.
  case sequenceLengths = "seq_lengths"
  /// For each token its position in its example.
  case positionIDs = "position_ids"
  /// For each token a 1, as rows are not padded.
  case attentionMask = "attention_mask"
  /// The conversation's turns.
  case messages
  /// The turns before the answer.
  case prompt
  /// The answer: the last assistant turn.
  case completion
  /// The better answer.
  case chosen
  /// The worse answer.
  case rejected
  /// The rendered conversation.
  case text
  /// The tools that the conversation may call, as JSON text.
  case tools
}

/// The type of a column, as Arrow has it.
indirect enum ColumnType: Hashable {
  case string
  /// A list of whole numbers of a width, such as `int32`.
  case integers(String)
  case structure([ColumnField])
  /// A list of structures.
  case structures([ColumnField])

  /// The type as a manifest states it.
  var name: String {
    switch self {
    case .string: "string"
    case .integers(let width): "list<\(width)>"
    case .structure(let fields): Self.name(fields)
    case .structures(let fields): "list<\(Self.name(fields))>"
    }
  }

  private static func name(_ fields: [ColumnField]) -> String {
    "struct<\(fields.map { "\($0.name): \($0.type.name)" }.joined(separator: ", "))>"
  }
}

/// A field of a structure.
struct ColumnField: Hashable {
  var name: String
  var type: ColumnType

  init(_ name: String, _ type: ColumnType) {
    self.name = name
    self.type = type
  }
}
