import Diagnostics
import Prompting
import StrictJSON

/// A prompt with a better and a worse answer: `chosen` and `rejected`.
///
/// The prompt stands in `prompt` (a text or a list of messages), in `conversations`, in `messages`, in `instruction` and
/// `input`, in `question`, or is what both answers begin with, when they are whole conversations: lists of messages, or
/// transcripts of "Human:" and "Assistant:". The chosen answer is the conversation's; the rejected one is kept beside it.
///
/// Source: TRL's preference formats, with an explicit or implicit prompt; LLaMA-Factory's preference data; OpenAI's
/// `input`, `preferred_output`, `non_preferred_output`; Anthropic's HH-RLHF; Intel's Orca pairs for `question`.
public struct PreferenceFormat: NamedFormat {
  public let name = "preference"
  public let summary = "chosen, rejected: texts, messages or lists of messages; prompt, conversations or instruction"
  public let shape = FormatShape(
    [
      FieldRequirement(oneOf: Self.chosenRole.keys, .string, .array, .object),
      FieldRequirement(oneOf: Self.rejectedRole.keys, .string, .array, .object),
    ],
    cells: [
      "chosen": .messages, "rejected": .messages, "prompt": .messages, "conversations": .structure,
      "messages": .structure, "preferred_output": .structure, "non_preferred_output": .structure,
    ])
  public let fieldNames =
    Self.chosenRole.keys + Self.rejectedRole.keys + Self.promptRole.keys + ["input", "tools"] + SystemPromptField.keys
  public var names: Names?

  public struct Names: RoleNames {
    var answers: FieldPair
    /// `nil` where no record needs one, or has one.
    var prompt: String?

    public init(in records: [RecordFields]) throws {
      let answers =
        try FieldPair.decided(by: records, question: chosenRole, answer: rejectedRole, pairs: pairs)
        ?? FieldPair(
          question: chosenRole.usual(in: records) ?? chosenRole.keys[0],
          answer: rejectedRole.usual(in: records) ?? rejectedRole.keys[0])
      self.answers = answers
      prompt = try promptRole.only(in: records.filter { !isConversation($0.value(answers.question)) })
    }

    public var passedOver: [String] {
      let others = chosenRole.passedOver(by: answers.question) + rejectedRole.passedOver(by: answers.answer)
      guard let prompt else { return others }
      return others + promptRole.passedOver(by: prompt) + (prompt == "instruction" ? [] : ["input"])
    }
  }

  static let chosenRole = FieldRole("the better answer", ["chosen", "preferred_output"])
  static let rejectedRole = FieldRole("the worse answer", ["rejected", "non_preferred_output"])
  static let promptRole = FieldRole("the prompt", ["prompt", "conversations", "messages", "instruction", "question"])
  private static let pairs = [
    FieldPair(question: "chosen", answer: "rejected"),
    FieldPair(question: "preferred_output", answer: "non_preferred_output"),
  ]

  public init() {}

  /// Whether an answer is a list of messages that begins with what the user says.
  private static func isConversation(_ answer: JSONValue?) -> Bool {
    guard let answer, answer.kind == .array else { return false }
    return answer.elements.contains { message in
      let speaker: String? = message.kind == .object ? (message["role"] ?? message["from"])?.string : nil
      return speaker == "user" || speaker == "human"
    }
  }

  public func content(of record: inout RecordObject) throws -> RecordContent {
    let list = MessageList(speakers: .shareGPT)
    let names = try names(of: record)
    let chosenKey = names.answers.question
    let rejectedKey = names.answers.answer
    var (chosen, rejected) = try answers(names, list, of: &record)
    var prompt: [Message]
    if chosen.contains(where: { $0.role == .user }) {
      let shared = zip(chosen, rejected).prefix { Self.sayTheSame($0, $1) }.count
      prompt = Array(chosen.prefix(shared))
      chosen.removeFirst(shared)
      rejected.removeFirst(shared)
      try check(prompt, chosenKey: chosenKey, in: record)
    } else {
      prompt = try self.prompt(names.prompt, list, of: &record)
    }
    if chosen.isEmpty || rejected.isEmpty || Self.sayTheSame(chosen, rejected) {
      throw TrainPackError(
        .recordsSamePreference, "the chosen and the rejected answer are the same",
        at: record.place(record.fields.pointer(rejectedKey)),
        fix: "remove the pair, or skip such records with --on-bad-record skip")
    }
    for (key, answer) in [(chosenKey, chosen), (rejectedKey, rejected)]
    where !answer.contains(where: { $0.role == .assistant }) {
      throw record.empty(record.fields.pointer(key), "it has no assistant turn")
    }
    // What the assistant said before is given to the model, not learnt.
    for index in prompt.indices where prompt[index].role == .assistant { prompt[index].isTrained = false }
    prompt = try record.prependingSystem(to: prompt)
    TurnOrder.check(prompt + chosen, at: record.fields.pointer(chosenKey), in: &record)
    var content = RecordContent(prompt + chosen)
    content.tools = try ToolDefinitions.read(of: record)
    content.preference = Conversation.Preference(promptCount: prompt.count, rejected: rejected)
    return content
  }

  /// A prompt that both answers begin with: there must be one, and a text in `prompt` must not say otherwise.
  private func check(_ prompt: [Message], chosenKey: String, in record: RecordObject) throws {
    guard let question = prompt.first(where: { $0.role == .user }) else {
      throw TrainPackError(
        .recordsNoSharedPrompt, "the chosen and the rejected conversation do not begin with the same prompt",
        at: record.place(record.fields.pointer(chosenKey)),
        fix: "give both the same first messages, or skip such records with --on-bad-record skip")
    }
    guard let given = record.fields["prompt"], let text = given.value.utf8 else { return }
    let stripped: ([UInt8]) -> ArraySlice<UInt8> = { $0.drop(while: \.isASCIIWhiteSpace) }
    let isSaid = prompt.contains { stripped($0.parts.flatMap(\.utf8)).starts(with: stripped(Array(text))) }
    if isSaid || stripped(Array(text)).isEmpty { return }
    throw TrainPackError(
      .recordsNoSharedPrompt,
      "\(given.pointer) is not what the chosen and the rejected conversation begin with",
      at: record.place(given.pointer),
      details: ["they begin with: \(String(decoding: question.parts.flatMap(\.utf8).prefix(60), as: UTF8.self))"],
      fix: "make them agree, or skip such records with --on-bad-record skip")
  }

  /// Both answers: texts, messages, or, where there is no other prompt, transcripts of a whole conversation.
  private func answers(
    _ names: Names, _ list: MessageList, of record: inout RecordObject
  ) throws -> (chosen: [Message], rejected: [Message]) {
    let keys = (names.answers.question, names.answers.answer)
    if names.prompt == nil, !record.has("input"), record.fields.value(keys.0)?.kind == .string,
      record.fields.value(keys.1)?.kind == .string,
      let chosen = try Transcript.messages(of: try record.text(keys.0), in: &record),
      let rejected = try Transcript.messages(of: try record.text(keys.1), in: &record)
    {
      return (chosen, rejected)
    }
    return (
      try list.read(textOr: keys.0, as: .assistant, of: &record),
      try list.read(textOr: keys.1, as: .assistant, of: &record)
    )
  }

  private func prompt(_ key: String?, _ list: MessageList, of record: inout RecordObject) throws -> [Message] {
    let key = key ?? Self.promptRole.keys.first { record.has($0) }
    switch key {
    case "conversations", "messages": return try list.read(key ?? "", of: &record, isWhole: false)
    case "instruction": return [try InstructionAndInput.question(of: &record)]
    case .some(let key): return try list.read(textOr: key, as: .user, of: &record)
    case nil: break
    }
    if let input = record.fields["input"], input.value.kind == .object, let messages = input.value["messages"] {
      let pointer = "\(input.pointer)/messages"
      guard messages.kind == .array else { throw record.wrongType(messages, at: pointer, expected: .array) }
      return try list.read(messages, at: pointer, of: &record, isWhole: false)
    }
    return try list.read(textOr: "prompt", as: .user, of: &record)
  }

  private static func sayTheSame(_ first: [Message], _ second: [Message]) -> Bool {
    first.count == second.count && zip(first, second).allSatisfy { sayTheSame($0, $1) }
  }

  /// Whether two messages are equal but for where they stand.
  private static func sayTheSame(_ first: Message, _ second: Message) -> Bool {
    first.role == second.role && first.parts.flatMap(\.utf8) == second.parts.flatMap(\.utf8)
      && first.toolCalls.map(\.name) == second.toolCalls.map(\.name)
      && first.toolCalls.map(\.arguments) == second.toolCalls.map(\.arguments)
  }
}
