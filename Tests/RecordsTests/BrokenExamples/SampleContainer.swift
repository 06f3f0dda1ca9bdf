import StrictJSON

@testable import Records

/// Writes records in each kind of container, every record on a line of its own or more.
enum SampleContainer: String, CaseIterable, Sendable {
  case lines, array, wrapped, members, objects, table

  /// The file; what is `raw` is written as it stands in JSON containers.
  func file(_ records: [JSON]) -> String { file(records.map { Samples.string(JSONWriter.bytes(of: $0)) }, records) }

  func file(_ raw: [String], _ records: [JSON]) -> String {
    switch self {
    case .lines: raw.map { $0 + "\n" }.joined()
    case .array: "[\n" + raw.joined(separator: ",\n") + "\n]\n"
    case .wrapped: "{\"version\":\"1\",\"data\":[\n" + raw.joined(separator: ",\n") + "\n]}\n"
    case .members: "{\n" + raw.enumerated().map { "\"k\($0.offset)\":" + $0.element }.joined(separator: ",\n") + "\n}\n"
    case .objects: raw.map { "{\n" + $0.dropFirst() + "\n" }.joined()
    case .table: Self.table(records)
    }
  }

  /// The line on which a record begins.
  func line(of index: Int) -> Int {
    switch self {
    case .lines: index + 1
    case .objects: 2 * index + 1
    default: index + 2
    }
  }

  /// Texts as they are, numbers as written, lists and objects as JSON; the columns of all records.
  private static func table(_ records: [JSON]) -> String {
    var names: [[UInt8]] = []
    for record in records {
      for member in members(record) where !names.contains(member.key) { names.append(member.key) }
    }
    let rows = records.map { record in
      names.map { name in quoted(members(record).first { $0.key == name }.map { text(of: $0.value) } ?? "") }
        .joined(separator: ",")
    }
    return ([names.map { Samples.string($0) }.joined(separator: ",")] + rows).map { $0 + "\n" }.joined()
  }

  private static func members(_ record: JSON) -> [JSON.Member] {
    if case .object(let members) = record { return members }
    return []
  }

  private static func text(of value: JSON) -> String {
    if case .string(let utf8) = value { return Samples.string(utf8) }
    return Samples.string(JSONWriter.bytes(of: value))
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
