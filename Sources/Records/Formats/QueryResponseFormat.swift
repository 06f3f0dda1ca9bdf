import Diagnostics
import Prompting
import StrictJSON

/// A question and its answer under the names that people give them, with an optional context that may be shortened.
///
/// Source: ms-swift's query/response format and its aliases; Axolotl's instruction formats.
public struct QueryResponseFormat: LaidOutFormat {
  public let name = "query-response"
  public let summary =
    "query, response (or question, answer; instruction, response; problem, solution); optional context"
  public let shape = FormatShape(
    [FieldRequirement(oneOf: Self.queryKeys, .string), FieldRequirement(oneOf: Self.responseKeys, .string)],
    foreign: [
      "messages", "conversations", "chosen", "rejected", "options", "choices", "opa", "cop", "output", "completion",
      "final_decision", "dialogue", "answer_idx",
    ] + OptionColumns.families.map { $0[1] },
    cells: ["contexts": .texts, "history": .structure])
  public let fieldNames = Self.queryKeys + Self.responseKeys + Self.contextKeys + ["system", "history"]
  public var recordLayout: ConversationLayout

  static let queryKeys = ["query", "question", "instruction", "problem", "INSTRUCTION"]
  static let responseKeys = ["response", "answer", "solution", "RESPONSE"]
  static let contextKeys = ["context", "contexts", "input"]

  public static let vocabulary = ConversationLayout.Vocabulary(
    ["query", "response"], sections: ["contexts": ["context"]], answers: ["response"] + responseKeys)
  public static let shippedLayouts = [
    (
      name: "context-first",
      text: """
      [user]
      {#contexts}{context}

      {/contexts}{query}
      [assistant]
      {response}
      """
    )
  ]

  public init() throws { recordLayout = try Self.layout(.standard, formatName: "query-response") }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let query = try text(of: Self.queryKeys, in: record)
    let response = try text(of: Self.responseKeys, in: record)
    if response.isBlank { throw record.empty(response.pointer, "there is no answer to learn") }
    if query.isBlank { record.note(.recordsEmptyTurn, "the question is empty", at: query.pointer) }
    var values = RecordLayout.Values(["query": [query.part(.text)], "response": [response.part(.answer)]])
    let key = Self.contextKeys.first { record.has($0) }
    values.sections["contexts"] = try Contexts.read(key, of: record).map {
      RecordLayout.Values(["context": [$0.part(.vignette)]])
    }
    let turns = try recordLayout.messages(values, of: &record)
    return RecordContent(try record.prependingSystem(to: History.messages(of: &record) + turns))
  }

  private func text(of keys: [String], in record: RecordObject) throws -> RecordObject.Text {
    try record.text(keys.first { record.has($0) } ?? keys[0])
  }
}

/// Reads the texts that a question is asked about.
enum Contexts {
  /// The texts of a field that holds one text, a list of texts, or an object with such a list in `contexts`; blank ones
  /// are left out.
  static func read(_ key: String?, of record: RecordObject) throws -> [RecordObject.Text] {
    guard let key, let field = record.fields[key] else { return [] }
    var value = field.value
    var pointer = field.pointer
    if value.kind == .object, let inner = value["contexts"] {
      value = inner
      pointer += "/contexts"
    }
    if value.kind != .array { return [try record.text(value, at: pointer)].filter { !$0.isBlank } }
    return try value.elements.enumerated()
      .map { try record.text($0.element, at: "\(pointer)/\($0.offset)") }.filter { !$0.isBlank }
  }
}
