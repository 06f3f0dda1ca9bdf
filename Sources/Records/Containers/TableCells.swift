import Diagnostics
import StrictJSON

/// Which columns of a table hold JSON, for records of one format.
public struct TableCells: Sendable {
  /// No column: every cell is a text.
  static let texts = TableCells()

  private var kinds: [(column: [UInt8], kind: CellKind)] = []

  private init() {}

  /// - Parameters:
  ///   - fields: The format's fields.
  ///   - map: What they are called; the column of a pointer into inner fields holds a structure, too.
  init(_ fields: [String: CellKind], map: FieldMap) {
    for (name, kind) in fields where !map.hides(name) || map.source(of: name) != nil {
      let source = map.source(of: name)?.tokens ?? [Array(name.utf8)]
      if source.count == 1 { kinds.append((source[0], kind)) }
    }
    for entry in map.entries where entry.source.tokens.count > 1 {
      kinds.append((entry.source.tokens[0], .structure))
    }
  }

  func kind(of column: [UInt8]) -> CellKind? { kinds.first { $0.column == column }?.kind }

  /// Whether any of these columns may hold JSON.
  func concern(_ columns: TableColumns) -> Bool { columns.names.contains { kind(of: $0) != nil } }
}

/// What is done about a cell that should be JSON and is not.
enum BrokenCells {
  case refuse
  /// It is an empty list or object: enough to tell the format of a row.
  case empty
}

/// One cell of a column that may hold JSON.
struct StructuredCell {
  let text: [UInt8]
  let kind: CellKind

  /// The JSON that the cell stands for; `nil` for a text.
  ///
  /// - Throws: The codes of `JSONReader.read`, with places within the cell.
  func json(by reader: JSONReader, _ brokenCells: BrokenCells) throws -> [UInt8]? {
    let start = text.drop(while: Self.isSpace)
    guard let first = start.first, first == 0x5B || first == 0x7B else { return nil }
    if kind == .texts {
      let second = start.dropFirst().first { !Self.isSpace($0) }
      guard first == 0x5B, second == 0x22 || second == 0x27 || second == 0x5D else { return nil }
    }
    do {
      let root = try reader.read(text, at: InputLocation(source: "")).root
      return kind != .messages || Self.areMessages(root) ? text : nil
    } catch {
      if kind == .messages && !beginsAsMessages(start) { return nil }
      if brokenCells == .refuse { throw error }
      return Array((first == 0x5B ? "[]" : "{}").utf8)
    }
  }

  /// Whether a text that is no JSON is a list of messages nevertheless, in Python's notation or damaged.
  private func beginsAsMessages(_ start: ArraySlice<UInt8>) -> Bool {
    let opening = Array(start.lazy.filter { !Self.isSpace($0) }.prefix(16))
    guard opening.starts(with: [0x5B, 0x7B]), let quote = opening.dropFirst(2).first, quote == 0x22 || quote == 0x27
    else { return false }
    return ["role", "content", "from"].contains { opening.dropFirst(3).starts(with: Array($0.utf8) + [quote, 0x3A]) }
  }

  private static func areMessages(_ root: JSONValue) -> Bool {
    let values = root.kind == .array ? Array(root.elements) : [root]
    return !values.isEmpty && values.allSatisfy(isMessage)
  }

  private static func isMessage(_ value: JSONValue) -> Bool {
    let isSpoken = value["role"]?.kind == .string && (value["content"] ?? value["tool_calls"]) != nil
    return isSpoken || value["from"]?.kind == .string && value["value"] != nil
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
