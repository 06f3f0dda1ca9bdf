import Diagnostics
import Prompting
import StrictJSON

/// A record that has been understood. It never changes.
public final class ParsedRecord: Sendable {
  public let record: Record
  public let document: JSONDocument
  public let conversation: Conversation
  /// The option that a question's record names as right; `nil` for other records.
  public let choice: ChosenOption?
  /// What was seen that is no error.
  public let notes: [RecordNote]

  init(
    record: Record, document: JSONDocument, conversation: Conversation, choice: ChosenOption?, notes: [RecordNote]
  ) {
    self.record = record
    self.document = document
    self.conversation = conversation
    self.choice = choice
    self.notes = notes
  }
}

/// Parses records and makes conversations of them, one at a time; an error concerns its record alone.
///
/// Each worker has a parser of its own.
public final class RecordParser {
  public let format: any DatasetFormat
  /// What the record's fields are called.
  public let map: FieldMap
  /// The system prompt for records that have none of their own, in UTF-8.
  public let systemPrompt: [UInt8]?
  private let reader: JSONReader
  private let cells: TableCells

  public init(
    format: any DatasetFormat, map: FieldMap = FieldMap(), systemPrompt: [UInt8]? = nil, limits: Limits = Limits()
  ) {
    self.format = format
    self.map = map
    self.systemPrompt = systemPrompt
    reader = JSONReader(limits: limits)
    cells = TableCells(format.shape.cells, map: map)
  }

  /// Understands one record.
  ///
  /// - Throws: The codes of `JSONReader.read`; `limits.exceeded` for a record that is too long;
  ///   `records.truncated-last-line`, `records.not-an-object`, `records.no-assistant-turn`, the codes of table rows, and
  ///   the codes of the format.
  public func parse(_ record: Record) throws -> ParsedRecord {
    let document = try reader.readObject(record, cells: cells)
    let fields = RecordFields(document.root, map: map)
    var location = record.location
    location.recordID = RecordIdentifier.of(fields, in: record)
    var object = RecordObject(fields: fields, location: location)
    var content = try format.content(of: &object)
    guard let last = content.messages.last, content.messages.contains(where: { $0.role == .assistant }) else {
      throw TrainPackError(
        .recordsNoAssistantTurn, "the conversation has no assistant turn", at: location,
        fix: "add the answer, or skip such records with --on-bad-record skip")
    }
    if content.kind == .chat { try MediaFields.check(content.messages, of: object, layout: format.layout) }
    if last.role != .assistant {
      object.notes.append(
        RecordNote(.recordsUnansweredTurn, "the last turn is the \(last.role.rawValue)'s", at: location))
    }
    if content.kind == .chat {
      addSystemPrompt(to: &content, &object)
    } else if systemPrompt != nil {
      object.notes.append(
        RecordNote(.recordsUnusedSystemPrompt, "a plain text takes no system prompt", at: location))
    }
    return ParsedRecord(
      record: record, document: document,
      conversation: Conversation(
        kind: content.kind, messages: content.messages, tools: content.tools, preference: content.preference,
        recordID: location.recordID ?? "", location: location),
      choice: content.choice, notes: object.notes)
  }

  private func addSystemPrompt(to content: inout RecordContent, _ object: inout RecordObject) {
    guard let systemPrompt else { return }
    if content.messages.contains(where: { $0.role == .system || $0.role == .developer }) {
      object.notes.append(
        RecordNote(
          .recordsOwnSystemPrompt, "the record's own system prompt is used, not the given one", at: object.location))
    } else {
      content.messages.insert(
        Message(role: .system, parts: [MessagePart(systemPrompt, purpose: .systemPrompt)]), at: 0)
      content.preference?.promptCount += 1
    }
  }
}
