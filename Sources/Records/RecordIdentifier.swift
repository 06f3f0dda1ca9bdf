import Diagnostics
import StrictJSON

/// A record's own identifier; else its key; else its place.
enum RecordIdentifier {
  /// The fields that may hold an identifier, the first one first; a number counts, and a text that is not empty and not
  /// longer than `maximumByteCount`.
  static let keys = ["id", "uid", "record_id", "realidx", "qid", "pubid", "ID", "encounter_id"]

  private static let names = MemberNames(keys)

  /// A longer text names nothing, and would stand in every report, ledger and list of segments.
  static let maximumByteCount = 1_024

  /// The identifier of a record with these fields: its own as it is written, else its key in an object of objects,
  /// else `FILE[INDEX]` in an array or object and `FILE:LINE` elsewhere.
  static func of(_ fields: RecordFields, in record: Record) -> String {
    var found: (rank: Int, text: String)?
    for (rank, value) in fields.root.members(named: names) {
      if let found, found.rank < rank { continue }
      guard let text = text(of: value) else { continue }
      found = (rank, text)
    }
    for key in keys where fields.map.source(of: key) != nil {
      if let text = fields.value(key).flatMap(text) { return text }
    }
    return found?.text ?? key(of: record) ?? place(of: record)
  }

  /// The key of a member, where it can be an identifier.
  static func key(of record: Record) -> String? {
    guard let key = record.key, (1...maximumByteCount).contains(key.count) else { return nil }
    return String(decoding: key, as: UTF8.self)
  }

  private static func place(of record: Record) -> String {
    let file = baseName(record.location.source)
    switch record.container.kind {
    // The elements of an array may all stand on one line.
    case .jsonArray, .jsonObject: return "\(file)[\(record.index)]"
    case .jsonLines, .jsonObjects, .table: return "\(file):\(record.location.line ?? 1)"
    }
  }

  private static func text(of value: JSONValue) -> String? {
    guard let text = value.numberText ?? value.string else { return nil }
    return (1...maximumByteCount).contains(text.utf8.count) ? text : nil
  }

  /// The last component of a path; `stdin` for standard input.
  private static func baseName(_ source: String) -> String {
    if source == "standard input" { return "stdin" }
    let bytes = source.utf8
    if bytes.last != 0x2F {
      return bytes.lastIndex(of: 0x2F).map { String(source[bytes.index(after: $0)...]) } ?? source
    }
    return bytes.split(separator: 0x2F).last.map { String(decoding: $0, as: UTF8.self) } ?? source
  }
}
