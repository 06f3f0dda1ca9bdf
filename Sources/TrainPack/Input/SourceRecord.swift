import ContextFitting
import DatasetChecks
import Diagnostics
import Prompting
import Records
import StrictJSON

/// A record that was read and understood, with its bytes.
final class SourceRecord {
  let parsed: ParsedRecord
  /// The record as the model is to see it.
  let conversation: Conversation
  private let editor: RecordEditor

  /// - Parameter conversation: Where it is other than the record's own.
  init(_ parsed: ParsedRecord, conversation: Conversation? = nil, editor: RecordEditor) {
    self.parsed = parsed
    self.conversation = conversation ?? parsed.conversation
    self.editor = editor
  }

  /// The record's bytes as they lie in the file, without the line break.
  var raw: [UInt8] { Array(parsed.record.bytes) }

  /// The record's bytes without what a cut removes, and with the marker where it leaves one, every other byte as it was.
  func removing(_ cut: FitCut) throws -> [UInt8] {
    var replacements: [RecordEditor.Replacement] = []
    for piece in cut.pieces where !replacements.contains(where: { $0.field.utf8.elementsEqual(piece.field.utf8) }) {
      var text = try text(ofField: piece.field)
      for other in cut.pieces.reversed() where other.field.utf8.elementsEqual(piece.field.utf8) {
        text.replaceSubrange(other.fieldRange.clamped(to: 0..<text.count), with: other.replacement)
      }
      replacements.append(RecordEditor.Replacement(field: piece.field, utf8: text))
    }
    var elements: [String] = []
    for turn in cut.turns where elements.last != turn.element { elements.append(turn.element) }
    return try editor.replacing(replacements, removing: elements, in: parsed.record)
  }

  /// The decoded text of one of the record's fields.
  private func text(ofField field: String) throws -> [UInt8] {
    if let text = parsed.document.value(at: try JSONPointer(field))?.utf8 { return Array(text) }
    var place = conversation.location
    place.pointer = field
    throw TrainPackError(
      .recordsNoSuchField, "\(field) is not one text of the record", at: place, fix: "read the record again")
  }

  /// What the record lies in.
  var container: RecordObservation.Container {
    let container = parsed.record.container
    switch container.kind {
    case .jsonLines: return .lines
    case .jsonObjects: return .objects
    case .jsonArray: return .array(isWrapped: container.opening.contains(UInt8(ascii: "{")))
    case .jsonObject: return .members
    case .table: return .table(separator: container.columns?.delimiter ?? UInt8(ascii: ","))
    }
  }

  /// The option that the record names as right; `nil` for records without options.
  var answer: RecordObservation.Answer? {
    guard let choice = parsed.choice else { return nil }
    return RecordObservation.Answer(
      letter: choice.letter, optionCount: choice.optionCount,
      agreement: choice.agrees.map { $0 ? .agrees : .differs } ?? .unknown)
  }
}
