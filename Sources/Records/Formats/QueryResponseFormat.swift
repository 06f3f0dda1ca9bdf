import Diagnostics
import Prompting
import StrictJSON

/// A question and its answer under the names that people give them, with an optional context that may be shortened, and an
/// optional input, which follows the question as in Alpaca's records.
///
/// Source: ms-swift's query/response format and its aliases; Axolotl's instruction formats; MATH and NuminaMath for
/// problem and solution.
public struct QueryResponseFormat: LaidOutFormat, NamedFormat {
  public struct Names: RoleNames {
    var query: String
    var response: String
    /// `nil` where none of the first records has a context.
    var context: String?

    public init(in records: [RecordFields]) throws {
      let pair = try FieldPair.decided(by: records, question: questionRole, answer: answerRole, pairs: pairs)
      let query = pair?.question ?? questionRole.usual(in: records) ?? questionRole.keys[0]
      let partner = pairs.first { $0.question == query }?.answer ?? answerRole.keys[0]
      self.query = query
      response = pair?.answer ?? answerRole.usual(in: records) ?? partner
      context = contextRole.usual(in: records)
    }

    public var passedOver: [String] {
      questionRole.passedOver(by: query) + answerRole.passedOver(by: response) + contextRole.passedOver(by: context)
    }
  }

  public let name = "query-response"
  public let summary =
    "query, response (or question, answer; instruction, response; problem, solution); optional context, input"
  public let shape = FormatShape(
    [FieldRequirement(oneOf: Self.questionRole.keys, .string), FieldRequirement(oneOf: Self.answerRole.keys, .string)],
    foreign: [
      "messages", "conversations", "chosen", "rejected", "options", "choices", "opa", "cop", "output", "completion",
      "final_decision", "dialogue", "answer_idx",
    ] + OptionColumns.families.map { $0[1] },
    cells: ["contexts": .texts, "history": .structure])
  public let fieldNames =
    Self.questionRole.keys + Self.answerRole.keys + Self.contextRole.keys + ["input", "history"]
    + SystemPromptField.keys
  public var recordLayout: ConversationLayout
  public var names: Names?

  static let questionRole = FieldRole("the question", ["query", "question", "instruction", "problem", "INSTRUCTION"])
  static let answerRole = FieldRole("the answer", ["response", "answer", "solution", "RESPONSE"])
  static let contextRole = FieldRole("the context", ["context", "contexts"])
  static let pairs = [
    FieldPair(question: "query", answer: "response"), FieldPair(question: "question", answer: "answer"),
    FieldPair(question: "instruction", answer: "response"), FieldPair(question: "problem", answer: "solution"),
    FieldPair(question: "INSTRUCTION", answer: "RESPONSE"),
  ]

  public static let vocabulary = ConversationLayout.Vocabulary(
    ["query", "response"], sections: ["contexts": ["context"]], answers: ["response"] + answerRole.keys)
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
    let names = try names(of: record)
    let query = try record.text(names.query)
    let response = try record.text(names.response)
    if response.isBlank { throw record.empty(response.pointer, "there is no answer to learn") }
    // A layout that names the input puts it where it wants it.
    let input = recordLayout.fieldNames.contains("input") ? nil : try record.optionalText("input")
    if query.isBlank && input?.isBlank != false {
      record.note(.recordsEmptyTurn, "the question is empty", at: query.pointer)
    }
    var values = RecordLayout.Values([
      "query": InstructionAndInput.parts(query, input), "response": [response.part(.answer)],
    ])
    let key = names.context ?? Self.contextRole.filled(in: record.fields).first
    values.sections["contexts"] = try Contexts.read(key, of: record).map {
      RecordLayout.Values(["context": [$0.part(.vignette)]])
    }
    let turns = try recordLayout.messages(values, of: &record)
    return RecordContent(try record.prependingSystem(to: History.messages(of: &record) + turns))
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
