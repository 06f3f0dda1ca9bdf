import Diagnostics
import StrictJSON

/// Reads the lines that `TextRowEncoder` writes, and nothing else.
struct TextRowReader {
  private let schema: RowSchema
  private let keys: MessageKeys
  private let reader: JSONReader
  private var encoder = TextRowEncoder()

  init(schema: RowSchema) {
    self.schema = schema
    keys = schema.messageKeys ?? MessageKeys()
    var limits = Limits()
    // The line is in memory already.
    limits.maximumRecordBytes = .max
    reader = JSONReader(limits: limits)
  }

  /// Reads a line without its line feed; `nil` when it is not as it is written.
  mutating func read(_ line: [UInt8]) -> (content: TextRow.Content, tools: [UInt8]?)? {
    guard let json = try? reader.readTree(line, at: InputLocation(source: "row")), let content = content(json) else {
      return nil
    }
    let tools = json["tools"]?.utf8
    guard encoder.line(content, tools: tools, keys: keys).dropLast().elementsEqual(line) else { return nil }
    return (content, tools)
  }

  private func content(_ json: JSON) -> TextRow.Content? {
    switch schema {
    case .packed, .tokens: return nil
    case .text: return json["text"]?.utf8.map { .text($0) }
    case .messages: return messages(json["messages"]).map { .messages($0) }
    case .promptCompletion:
      guard let prompt = messages(json["prompt"]), let completion = messages(json["completion"]),
        let answer = completion.first, completion.count == 1
      else { return nil }
      return .promptCompletion(prompt: prompt, completion: answer)
    case .preference:
      guard let prompt = messages(json["prompt"]), let chosen = messages(json["chosen"]),
        let rejected = messages(json["rejected"])
      else { return nil }
      return .preference(prompt: prompt, chosen: chosen, rejected: rejected)
    }
  }

  private func messages(_ json: JSON?) -> [RowMessage]? {
    guard let elements = json?.array else { return nil }
    let messages = elements.compactMap { message($0) }
    return messages.count == elements.count ? messages : nil
  }

  /// Reads a message; that it holds nothing else shows when it is written again.
  private func message(_ json: JSON) -> RowMessage? {
    guard let role = json["role"]?.utf8 else { return nil }
    var calls: [RowToolCall]?
    if let elements = json["tool_calls"]?.array {
      calls = elements.compactMap { call in
        guard let name = call["function"]?["name"]?.utf8, let arguments = call["function"]?["arguments"]?.utf8 else {
          return nil
        }
        return RowToolCall(id: call["id"]?.utf8, name: name, arguments: arguments)
      }
    }
    return RowMessage(
      role: role, content: json["content"]?.utf8, toolCalls: calls, toolCallID: json["tool_call_id"]?.utf8,
      name: json["name"]?.utf8,
      reasoning: json["reasoning_content"]?.utf8)
  }
}
