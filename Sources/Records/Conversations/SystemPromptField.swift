import Diagnostics

/// A record's system prompt in a field of its own: `system`, or `system_prompt` as in OpenOrca.
enum SystemPromptField {
  static let keys = ["system", "system_prompt"]

  /// The prompt; `nil` where the record has none, or a blank one.
  ///
  /// - Throws: `records.unsupported` where both fields are filled and differ; `records.wrong-type`.
  static func read(of record: RecordObject) throws -> RecordObject.Text? {
    let filled = try keys.compactMap { try record.optionalText($0) }.filter { !$0.isBlank }
    if filled.count == 2, filled[0].utf8 != filled[1].utf8 {
      throw record.unsupported("a system prompt beside the other one in \(filled[0].pointer)", at: filled[1].pointer)
    }
    return filled.first
  }
}
