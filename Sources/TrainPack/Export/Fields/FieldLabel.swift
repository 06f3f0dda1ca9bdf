import ShardExport
import StrictJSON

/// What a record says in one of the fields that the card counts.
struct FieldLabel: Sendable {
  /// The field's place in `FieldRole.allFields`.
  var field: Int
  /// The value as JSON text; `nil` where it is too long to name a source or a subject.
  var value: [UInt8]?

  /// The longest value, in bytes of JSON.
  static let maximumByteCount = 128

  /// The labels of a record; fields that are null or empty are missing.
  static func labels(of record: JSONValue) -> [FieldLabel] {
    guard record.kind == .object else { return [] }
    return FieldRole.allFields.enumerated().compactMap { index, field in
      guard let value = record[field.name], !value.isNull else { return nil }
      if value.raw.count > 6 * maximumByteCount { return FieldLabel(field: index, value: nil) }
      let text = JSONWriter.bytes(of: value.tree)
      if text == Array("\"\"".utf8) || text == Array("[]".utf8) || text == Array("{}".utf8) { return nil }
      return FieldLabel(field: index, value: text.count > maximumByteCount ? nil : text)
    }
  }
}
