/// What stands beside a question with options in these records: the field of the explanation, and passages that nobody
/// reads.
struct QuestionFields: Hashable, Sendable {
  /// The field that holds the explanation; `nil` where none of the first records has one.
  var explanation: String?
  /// The fields that hold a text which the question may be about.
  var passages: [String]

  static let passageKeys = ["article", "passage", "context"]

  init(in records: [RecordFields], explanation role: FieldRole) {
    explanation = role.usual(in: records)
    passages = Self.passageKeys.filter { key in records.contains { $0.value(key)?.kind == .string && $0.isFilled(key) }
    }
  }

  /// The names of the explanation that are not read.
  func passedOver(_ role: FieldRole) -> [String] { role.passedOver(by: explanation) }

  /// The explanation of a record, where it is not blank.
  ///
  /// - Throws: `records.wrong-type`.
  func explanation(of record: RecordObject, _ role: FieldRole) throws -> RecordObject.Text? {
    try record.firstText(of: explanation.map { [$0] } ?? role.keys)
  }

  /// Notes the passages of a record that its layout does not name.
  func notePassages(in record: inout RecordObject, layout: ConversationLayout) {
    for key in passages where record.fields.isFilled(key) && !layout.fieldNames.contains(key) {
      record.note(
        .recordsUnreadPassage, "the question may be about /\(key), which the record layout does not name",
        at: record.fields.pointer(key))
    }
  }
}
