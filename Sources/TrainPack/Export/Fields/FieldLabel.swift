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

  private static let names = MemberNames(FieldRole.allFields.map(\.name))
  private static let empty = [Array("\"\"".utf8), Array("[]".utf8), Array("{}".utf8)]

  /// The labels of a record; fields that are null or empty are missing.
  static func labels(of record: JSONValue) -> [FieldLabel] {
    var labels: [FieldLabel] = []
    for (field, value) in record.members(named: names) {
      // Of equal keys the last counts.
      labels.removeAll { $0.field == field }
      if value.isNull { continue }
      if value.raw.count > 6 * maximumByteCount {
        labels.append(FieldLabel(field: field, value: nil))
        continue
      }
      let text = text(of: value)
      if empty.contains(text) { continue }
      labels.append(FieldLabel(field: field, value: text.count > maximumByteCount ? nil : text))
    }
    return labels.count < 2 ? labels : labels.sorted { $0.field < $1.field }
  }

  /// The value as JSON text; a string without escapes is that already.
  private static func text(of value: JSONValue) -> [UInt8] {
    let raw = value.raw
    if let utf8 = value.utf8, utf8.count + 2 == raw.count { return Array(raw) }
    return JSONWriter.bytes(of: value.tree)
  }
}
