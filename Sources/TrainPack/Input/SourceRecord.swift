import DatasetChecks
import Diagnostics
import Prompting
import Records

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

  /// The record's bytes with a range of one text field removed, every other byte as it was.
  ///
  /// - Parameters:
  ///   - range: Bytes of the field's decoded text.
  ///   - field: The field's JSON pointer.
  func removing(_ range: Range<Int>, fromField field: String) throws -> [UInt8] {
    var text: [UInt8] = []
    for part in conversation.messages.flatMap(\.parts) where part.field == field { text += part.utf8 }
    text.removeSubrange(range.clamped(to: 0..<text.count))
    return try editor.replacing([RecordEditor.Replacement(field: field, utf8: text)], in: parsed.record)
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
