import Diagnostics
import Prompting
import StrictJSON

/// Reads the calls that an assistant makes, however the record writes them.
///
/// Most templates expect the arguments as an object; OpenAI's records write them as a string that holds one. Both are read,
/// and what was written is kept: a template that wants the string gets the record's own.
enum ToolCallReader {
  /// One call: `{"id", "type", "function": {"name", "arguments"}}`, or `{"name", "arguments"}` by itself.
  static func call(
    _ value: JSONValue, argumentsKey: String, at pointer: String, in record: RecordObject
  ) throws -> ToolCall {
    guard value.kind == .object else { throw record.wrongType(value, at: pointer, expected: .object) }
    var inner = value
    var place = pointer
    if let function = value["function"], function.kind == .object {
      inner = function
      place += "/function"
    }
    let name = try record.text(inner["name"], at: "\(place)/name")
    if name.isBlank { throw record.empty(name.pointer, "a call needs the name of its tool") }
    let arguments = try self.arguments(inner[argumentsKey], at: "\(place)/\(argumentsKey)", in: record)
    let id = try value["id"].flatMap { $0.isNull ? nil : $0 }.map { try record.text($0, at: "\(pointer)/id").utf8 }
    return ToolCall(
      id: id, name: name.utf8, arguments: arguments.json, form: arguments.form, field: pointer)
  }

  /// The calls that a text holds: the JSON of one call, or of a list of calls.
  static func calls(inText text: RecordObject.Text, in record: RecordObject) throws -> [ToolCall] {
    let document = try json(text.utf8, at: text.pointer, in: record, what: "a tool call")
    let values = document.root.kind == .array ? Array(document.root.elements) : [document.root]
    if values.isEmpty { throw record.empty(text.pointer, "there is no call in it") }
    return try values.map { value in
      guard value.kind == .object, value["name"] != nil || value["function"] != nil else {
        throw malformed("a tool call", at: text.pointer, in: record, "it has no name")
      }
      var call = try call(value, argumentsKey: "arguments", at: "", in: record.within(text.pointer))
      call.field = text.pointer
      return call
    }
  }

  /// Arguments as the text of one JSON object; none is the empty object.
  private static func arguments(
    _ value: JSONValue?, at pointer: String, in record: RecordObject
  ) throws -> (json: [UInt8], form: ToolArguments) {
    let none = (json: Array("{}".utf8), form: ToolArguments.object)
    guard let value, !value.isNull else { return none }
    if value.kind == .object { return (JSONWriter.bytes(of: value.tree), .object) }
    let text = try record.text(value, at: pointer)
    if text.isBlank { return none }
    let document = try json(text.utf8, at: pointer, in: record, what: "the arguments of a call")
    guard document.root.kind == .object else {
      throw malformed("the arguments of a call", at: pointer, in: record, "they are not an object")
    }
    return (text.utf8, .text)
  }

  static func json(
    _ text: [UInt8], at pointer: String, in record: RecordObject, what: String
  ) throws -> JSONDocument {
    do {
      return try JSONReader().read(text, at: InputLocation(source: record.location.source))
    } catch let error as TrainPackError {
      throw malformed(what, at: pointer, in: record, error.message)
    }
  }

  static func malformed(_ what: String, at pointer: String, in record: RecordObject, _ why: String) -> TrainPackError {
    TrainPackError(
      .recordsToolJSON, "\(pointer) should hold \(what) as JSON: \(why)", at: record.place(pointer),
      fix:
        "write JSON there, such as {\"name\": \"search\", \"arguments\": {\"query\": \"fever\"}}, or skip such records "
        + "with --on-bad-record skip")
  }
}
