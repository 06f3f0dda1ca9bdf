import ContextFitting
import DatasetChecks
import Diagnostics
import Prompting
import Records
import StrictJSON

/// A record that was read and understood, with its bytes.
struct SourceRecord {
  let parsed: ParsedRecord
  private let editor: RecordEditor

  init(_ parsed: ParsedRecord, editor: RecordEditor) {
    self.parsed = parsed
    self.editor = editor
  }

  var conversation: Conversation { parsed.conversation }

  /// The record's bytes as they lie in the file, without the line break.
  var raw: [UInt8] { Array(parsed.record.bytes) }

  /// The record's bytes without what a cut removes, every other byte as it was.
  func removing(_ cut: FitCut) throws -> [UInt8] {
    var replacements: [RecordEditor.Replacement] = []
    for piece in cut.pieces where !replacements.contains(where: { $0.field.utf8.elementsEqual(piece.field.utf8) }) {
      var text = try text(ofField: piece.field)
      for other in cut.pieces.reversed() where other.field.utf8.elementsEqual(piece.field.utf8) {
        text.removeSubrange(other.fieldRange.clamped(to: 0..<text.count))
      }
      replacements.append(RecordEditor.Replacement(field: piece.field, utf8: text))
    }
    return try editor.replacing(replacements, in: parsed.record)
  }

  /// The decoded text of one of the record's fields.
  private func text(ofField field: String) throws -> [UInt8] {
    if let text = parsed.document.value(at: try JSONPointer(field))?.utf8 { return Array(text) }
    var place = conversation.location
    place.pointer = field
    throw TrainPackError(
      .recordsNoSuchField, "\(field) is not one text of the record", at: place, fix: "read the record again")
  }

  /// The multiple-choice answer that the record gives; `nil` for other records.
  var answer: RecordObservation.Answer? {
    let root = parsed.document.root
    guard let letter = root["answer_idx"]?.utf8, let options = root["options"], options.kind == .object else {
      return nil
    }
    let differs = parsed.notes.contains { $0.code == .medqaAnswerTextDiffers }
    return RecordObservation.Answer(
      letter: Array(letter), optionCount: options.count, agreement: differs ? .differs : .agrees)
  }
}
