import Diagnostics
import Prompting
import StrictJSON

/// A question about an abstract: `QUESTION`, `CONTEXTS`, `LONG_ANSWER` and `final_decision` (yes, no or maybe), or the same
/// in lower case with `context: {contexts: […]}`.
///
/// The contexts are what may be shortened.
///
/// Source: PubMedQA (Jin et al., 2019), in its own release and the one on the Hub.
public struct PubMedQAFormat: LaidOutFormat {
  public let name = "pubmedqa"
  public let summary =
    "QUESTION, CONTEXTS: a list of texts, final_decision, LONG_ANSWER; or in lower case, as on the Hub"
  public let shape = FormatShape(
    [
      FieldRequirement(oneOf: Self.questionKeys, .string),
      FieldRequirement(oneOf: Self.contextKeys, .array, .object, .string),
      FieldRequirement("final_decision", .string),
    ], cells: ["CONTEXTS": .structure, "context": .structure, "contexts": .structure])
  public let fieldNames = Self.questionKeys + Self.contextKeys + Self.answerKeys + ["final_decision"]
  public var recordLayout: ConversationLayout

  static let questionKeys = ["QUESTION", "question"]
  static let contextKeys = ["CONTEXTS", "context", "contexts"]
  static let answerKeys = ["LONG_ANSWER", "long_answer"]
  static let decisions = ["yes", "no", "maybe"]

  public static let vocabulary = ConversationLayout.Vocabulary(
    ["question", "answer"], sections: ["contexts": ["context"], "explanation": ["explanation"]],
    answers: ["answer", "final_decision"])

  private static let userLayout = """
    [user]
    {#contexts}{context}

    {/contexts}{question} Answer yes, no or maybe.
    """

  public static let shippedLayouts = AnswerLayouts.all(
    user: userLayout, statement: "The answer is {answer}.", letter: "{answer}")

  public init() throws { recordLayout = try Self.layout(.standard, formatName: "pubmedqa") }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let question = try record.text(Self.questionKeys.first { record.has($0) } ?? Self.questionKeys[0])
    if question.isBlank { throw record.empty(question.pointer, "there is no question") }
    let decision = try record.text("final_decision")
    guard Self.decisions.contains(where: { $0.utf8.elementsEqual(decision.utf8) }) else {
      throw TrainPackError(
        .recordsAnswerNotAnOption,
        "\(decision.pointer) is \"\(String(decoding: decision.utf8.prefix(40), as: UTF8.self))\", which is not an option",
        at: record.place(decision.pointer), details: ["options: \(Self.decisions.joined(separator: ", "))"],
        fix: "write one of the options, or skip such records with --on-bad-record skip")
    }
    guard let key = Self.contextKeys.first(where: { record.has($0) }) else {
      throw record.missing(record.fields.pointer(Self.contextKeys[0]))
    }
    let contexts = try Contexts.read(key, of: record)
    if contexts.isEmpty {
      record.note(.recordsEmptyTurn, "there is no context", at: record.fields.pointer(key))
    }
    var values = RecordLayout.Values(["question": [question.part(.stem)], "answer": [decision.part(.answer)]])
    values.sections["contexts"] = contexts.map { RecordLayout.Values(["context": [$0.part(.vignette)]]) }
    if let answer = try record.firstText(of: Self.answerKeys) {
      values.sections["explanation"] = [RecordLayout.Values(["explanation": [answer.part(.explanation)]])]
    }
    var content = RecordContent(try recordLayout.messages(values, of: &record))
    content.choice = ChosenOption(letter: decision.utf8, optionCount: Self.decisions.count)
    return content
  }
}
