import Diagnostics
import StrictJSON

/// Reads the definitions of tools: a list of JSON objects, or a string that holds one.
///
/// Chat templates expect `{"type": "function", "function": {…}}`; a bare function, as ShareGPT's data have it, is put into
/// that frame.
///
/// Source: transformers' guide on tool use; LLaMA-Factory's ShareGPT format.
enum ToolDefinitions {
  static func read(_ key: String = "tools", of record: RecordObject) throws -> [[UInt8]] {
    guard let field = record.fields[key] else { return [] }
    var list = field.value
    if list.kind == .string {
      let text = try record.text(list, at: field.pointer)
      if text.isBlank { return [] }
      list = try ToolCallReader.json(text.utf8, at: field.pointer, in: record, what: "a list of tools").root
    }
    if list.kind == .object { return [try definition(list, at: field.pointer, in: record)] }
    guard list.kind == .array else { throw record.wrongType(field.value, at: field.pointer, expected: .array) }
    return try list.elements.enumerated().map { index, tool in
      try definition(tool, at: "\(field.pointer)/\(index)", in: record)
    }
  }

  private static func definition(_ tool: JSONValue, at pointer: String, in record: RecordObject) throws -> [UInt8] {
    guard tool.kind == .object else {
      throw ToolCallReader.malformed("a list of tools", at: pointer, in: record, "a definition is \(tool.kind.name)")
    }
    if tool["function"] == nil && tool["name"]?.kind == .string {
      return JSONWriter.bytes(of: ["type": "function", "function": tool.tree])
    }
    return JSONWriter.bytes(of: tool.tree)
  }
}
