import StrictJSON

/// Writes rows that hold text as JSON lines: the same keys in the same order in every message, null where one lacks a key,
/// and no white space.
struct TextRowEncoder {
  private var writer = JSONWriter()

  /// The row's line, with its line feed.
  ///
  /// - Parameter keys: The keys that messages have; those that the row needs must be among them.
  mutating func line(_ content: TextRow.Content, tools: [UInt8]?, keys: MessageKeys) -> [UInt8] {
    writer.removeAll()
    writer.beginObject()
    switch content {
    case .text(let text): member(.text, text)
    case .messages(let messages): list(.messages, messages, keys)
    case .promptCompletion(let prompt, let completion):
      list(.prompt, prompt, keys)
      list(.completion, [completion], keys)
    case .preference(let prompt, let chosen, let rejected):
      list(.prompt, prompt, keys)
      list(.chosen, chosen, keys)
      list(.rejected, rejected, keys)
    }
    if keys.tools, !content.isText { optional("tools", tools) }
    writer.endObject()
    writer.newline()
    return writer.bytes
  }

  private mutating func member(_ column: RowColumn, _ text: [UInt8]) {
    writer.key(column.rawValue)
    writer.string(text)
  }

  private mutating func list(_ column: RowColumn, _ messages: [RowMessage], _ keys: MessageKeys) {
    writer.key(column.rawValue)
    writer.beginArray()
    for message in messages { write(message, keys) }
    writer.endArray()
  }

  private mutating func write(_ message: RowMessage, _ keys: MessageKeys) {
    writer.beginObject()
    optional("role", message.role)
    optional("content", message.content)
    if keys.toolCalls > .absent {
      writer.key("tool_calls")
      if let calls = message.toolCalls {
        writer.beginArray()
        for call in calls { write(call, keys) }
        writer.endArray()
      } else {
        writer.null()
      }
    }
    if keys.toolCallID { optional("tool_call_id", message.toolCallID) }
    if keys.name { optional("name", message.name) }
    if keys.reasoning { optional("reasoning_content", message.reasoning) }
    writer.endObject()
  }

  private mutating func write(_ call: RowToolCall, _ keys: MessageKeys) {
    writer.beginObject()
    if keys.toolCalls == .withID { optional("id", call.id) }
    optional("type", Array("function".utf8))
    writer.key("function")
    writer.beginObject()
    optional("name", call.name)
    optional("arguments", call.arguments)
    writer.endObject()
    writer.endObject()
  }

  private mutating func optional(_ key: String, _ text: [UInt8]?) {
    writer.key(key)
    if let text { writer.string(text) } else { writer.null() }
  }
}

extension TextRow.Content {
  var isText: Bool {
    if case .text = self { return true }
    return false
  }
}
