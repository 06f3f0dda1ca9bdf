import Diagnostics
import Prompting
import StrictJSON

/// One shape of records: what it needs, and how its records become conversations.
public protocol DatasetFormat: Sendable {
  /// The name that `--input-format` takes.
  var name: String { get }
  /// One line: the shape of a record.
  var summary: String { get }
  /// The fields by which the format is recognised.
  var shape: FormatShape { get }
  /// Every field that the format reads, the names that `--map` takes.
  var fieldNames: [String] { get }
  /// Other names under which a record may have them; `--map` needs none of these.
  var furtherFieldNames: [String] { get }
  /// The names among these that the format, adapted to its records, does not read, as other fields play their roles.
  var passedOverNames: [String] { get }
  /// How records are laid out; `nil` for records that are conversations already.
  var layout: ConversationLayout? { get }

  /// What one record holds; each part of its messages knows its field.
  ///
  /// The system prompt of the command line, the record's identifier, and the rule that an assistant must speak are the
  /// parser's.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type`, `records.empty-field` and the format's own codes, with the
  ///   pointer of the field.
  func content(of record: inout RecordObject) throws -> RecordContent

  /// The format for these records: what it has to learn from the data (in which base they count) it learns here.
  ///
  /// - Throws: The format's own codes when the records leave it open.
  func adapted(to records: [RecordFields]) throws -> any DatasetFormat

  /// Refuses a layout that names fields which none of these records has.
  ///
  /// - Throws: `records.invalid-layout`.
  func checkLayout(for records: [RecordFields]) throws

  /// The format with another layout.
  ///
  /// - Throws: `records.unknown-layout`, `records.invalid-layout`.
  func laidOut(by choice: LayoutChoice) throws -> any DatasetFormat
}

extension DatasetFormat {
  public var layout: ConversationLayout? { nil }

  public var furtherFieldNames: [String] { [] }

  public var passedOverNames: [String] { [] }

  public func adapted(to records: [RecordFields]) throws -> any DatasetFormat { self }

  public func checkLayout(for records: [RecordFields]) throws {}

  public func laidOut(by choice: LayoutChoice) throws -> any DatasetFormat {
    if case .standard = choice { return self }
    throw TrainPackError(
      .recordsUnknownLayout, "records of the format \(name) have no layout: they are conversations already",
      fix: "leave --record-layout out")
  }

  /// Whether a record has the fields of this format.
  public func recognises(_ fields: RecordFields) -> Bool { shape.isMet(by: fields) }
}

/// What a format found in a record.
public struct RecordContent: Sendable {
  public var kind: Conversation.Kind
  public var messages: [Message]
  /// Tool definitions, as in `Conversation`.
  public var tools: [[UInt8]] = []
  public var preference: Conversation.Preference?
  /// The option that a question's record names as right.
  public var choice: ChosenOption?

  public init(_ messages: [Message], kind: Conversation.Kind = .chat) {
    self.kind = kind
    self.messages = messages
  }
}

/// The answer of a record that has options.
public struct ChosenOption: Hashable, Sendable {
  /// The letter or word that names the option.
  public var letter: [UInt8]
  /// How many options there are.
  public var optionCount: Int
  /// Whether the text given as the answer is the option's; `nil` when the record gives the answer once.
  public var agrees: Bool?

  public init(letter: [UInt8], optionCount: Int, agrees: Bool? = nil) {
    self.letter = letter
    self.optionCount = optionCount
    self.agrees = agrees
  }
}
