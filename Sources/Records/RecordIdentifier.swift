import Diagnostics
import StrictJSON

/// A record's own identifier, or its place where it has none.
enum RecordIdentifier {
  /// The fields that may hold an identifier, the first one first; a number counts, and a text that is not empty and not
  /// longer than `maximumByteCount`.
  static let keys = ["id", "uid", "record_id", "realidx", "qid", "pubid"]

  /// A longer text names nothing, and would stand in every report, ledger and list of segments.
  static let maximumByteCount = 1_024

  /// The identifier of a record at `location`: its own as it is written, else `FILE:LINE`.
  static func of(_ fields: RecordFields, at location: InputLocation) -> String {
    var found: (rank: Int, text: String)?
    for member in fields.root.members {
      guard let key = member.key.utf8, key.count <= 9 else { continue }
      guard let rank = keys.firstIndex(where: { key.elementsEqual($0.utf8) }) else { continue }
      if let found, found.rank < rank { continue }
      guard let text = text(of: member.value) else { continue }
      found = (rank, text)
    }
    for key in keys where fields.map.source(of: key) != nil {
      if let text = fields.value(key).flatMap(text) { return text }
    }
    return found?.text ?? "\(baseName(location.source)):\(location.line ?? 1)"
  }

  private static func text(of value: JSONValue) -> String? {
    guard let text = value.numberText ?? value.string else { return nil }
    return (1...maximumByteCount).contains(text.utf8.count) ? text : nil
  }

  /// The last component of a path; `stdin` for standard input.
  private static func baseName(_ source: String) -> String {
    if source == "standard input" { return "stdin" }
    return source.utf8.split(separator: 0x2F).last.map { String(decoding: $0, as: UTF8.self) } ?? source
  }
}
