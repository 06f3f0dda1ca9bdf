import ChatTemplates
import Diagnostics
import Prompting

/// Renders small conversations whose texts are marks, which are found again by their origin.
struct TraitProbe {
  let template: ChatTemplate
  let specialTokens: SpecialTokenTexts
  let clock: TemplateClock
  let toolArguments: ToolArguments
  /// What every conversation may call.
  let definitions: [[UInt8]]
  /// What the template is given beside every conversation.
  let variables: [(String, TemplateValue)]
  private let memory = RenderingMemory()

  init(
    template: ChatTemplate, specialTokens: SpecialTokenTexts, clock: TemplateClock,
    toolArguments: ToolArguments = .object, definitions: [[UInt8]] = [], variables: [(String, TemplateValue)] = []
  ) {
    self.template = template
    self.specialTokens = specialTokens
    self.clock = clock
    self.toolArguments = toolArguments
    self.definitions = definitions
    self.variables = variables
  }

  /// Two moments that differ in year, month, day, weekday, hour, minute and second.
  static let clocks = [
    TemplateClock.fixed(secondsSince1970: 981_173_106), .fixed(secondsSince1970: 1_320_995_410),
  ]

  static let exchange: [Message] = [.user(1), .assistant(1)]
  static let twoExchanges: [Message] = exchange + [.user(2), .assistant(2)]

  /// - Throws: What the template ends in.
  func rendered(_ messages: [Message], cue: Cue = .none, clock: TemplateClock? = nil) throws -> ProvenancedText {
    try memory.result(RenderingMemory.Question(messages: messages, cue: cue, clock: clock ?? self.clock)) { question in
      let conversation = Conversation(
        messages: messages, tools: definitions, recordID: "probe", location: InputLocation(source: "probe"))
      let options = RenderOptions(
        addGenerationPrompt: cue == .added, clock: question.clock, variables: variables, toolArguments: toolArguments)
      return try template.render(conversation, specialTokens: specialTokens, options: options).text
    }.get()
  }

  /// Whether a text ends in the generation cue.
  enum Cue {
    case none, added
  }

  /// The rendered text, or `nil` where the template refuses.
  func text(_ messages: [Message], cue: Cue = .none) -> ProvenancedText? { try? rendered(messages, cue: cue) }

  func refuses(_ messages: [Message]) -> Bool { error(of: messages) != nil }

  /// What the template ends in; `nil` where it renders.
  func error(of messages: [Message]) -> (any Error)? {
    do {
      _ = try rendered(messages)
      return nil
    } catch {
      return error
    }
  }

  /// What the template ends in, in words; `nil` where it renders.
  func refusal(of messages: [Message]) -> String? {
    error(of: messages).map { ($0 as? TrainPackError)?.message ?? "\($0)" }
  }

  /// What becomes of the message at `index`, told from its mark.
  func acceptance(of index: Int, in messages: [Message]) -> TemplateTraits.Acceptance {
    guard let text = text(messages) else { return .refused }
    return text.range(ofMark: messages[index].mark) == nil ? .dropped : .written
  }

  /// Calls of a tool, alone and beside a text.
  static let calls: [Message] = [.call(1), Message.call(1).saying(Array("saymark1".utf8))]

  /// A question, what the assistant says or calls, the result of a tool and an answer.
  static func toolExchange(_ call: Message) -> [Message] { [.user(1), call, .toolResult(1), .assistant(2)] }

  /// The exchange with the first of the calls that the template takes; without one where it refuses them.
  var toolExchange: [Message] {
    let exchanges = (Self.calls + [.assistant(1)]).map(Self.toolExchange)
    return exchanges.first { !refuses($0) } ?? exchanges[0]
  }

  static let toolName = Array("namemark".utf8)

  /// A tool that takes nothing.
  static let definition = Array(
    (#"{"type":"function","function":{"name":"namemark","description":"d","#
      + #""parameters":{"type":"object","properties":{},"required":[]}}}"#).utf8)
}

/// What was rendered already: most of what is asked about a template is asked of the same few conversations.
private final class RenderingMemory {
  struct Question: Hashable {
    var messages: [Message]
    var cue: TraitProbe.Cue
    var clock: TemplateClock
  }

  private var results: [Question: Result<ProvenancedText, any Error>] = [:]

  func result(
    _ question: Question, _ render: (Question) throws -> ProvenancedText
  ) -> Result<ProvenancedText, any Error> {
    if let known = results[question] { return known }
    let result = Result { try render(question) }
    results[question] = result
    return result
  }
}

extension Message {
  static func system(_ number: Int = 1) -> Message { .probe(.system, "sysmark\(number)") }
  static func user(_ number: Int) -> Message { .probe(.user, "askmark\(number)") }
  static func assistant(_ number: Int) -> Message { .probe(.assistant, "answermark\(number)") }

  static func toolResult(_ number: Int) -> Message {
    var message = Message.probe(.tool, "resultmark\(number)")
    message.toolCallID = Self.callIdentifier
    return message
  }

  static func call(_ number: Int) -> Message {
    var message = Message(role: .assistant, parts: [])
    message.toolCalls = [
      ToolCall(
        id: Self.callIdentifier, name: TraitProbe.toolName,
        arguments: Array(#"{"keymark":"valuemark\#(number)"}"#.utf8)
      )
    ]
    return message
  }

  /// Nine letters, as Mistral's templates demand.
  private static let callIdentifier = Array("callprobe".utf8)

  static func probe(_ role: Role, _ text: String) -> Message {
    Message(role: role, parts: [MessagePart(Array(text.utf8), purpose: .text)])
  }

  /// The letters by which the message is found again.
  var mark: [UInt8] {
    if let call = toolCalls.first {
      return Array(call.arguments.dropFirst(#"{"keymark":""#.utf8.count).dropLast(#""}"#.utf8.count))
    }
    return Array(parts.flatMap(\.utf8).withoutOuterWhiteSpace)
  }

  /// The message with another text.
  func saying(_ text: [UInt8]) -> Message {
    var copy = self
    copy.parts = text.isEmpty ? [] : [MessagePart(text, purpose: .text)]
    return copy
  }
}

extension ProvenancedText {
  /// Where a mark first stands that the template did not write itself.
  func range(ofMark mark: [UInt8]) -> Range<Int>? {
    if mark.isEmpty { return nil }
    var start = 0
    while let found = utf8[start...].firstRange(of: mark) {
      if origin(at: found.lowerBound).kind != .template { return found }
      start = found.upperBound
    }
    return nil
  }

  func holds(_ message: Message) -> Bool { range(ofMark: message.mark) != nil }
}

extension RandomAccessCollection<UInt8> {
  /// How many bytes two texts share at their end.
  func commonSuffixCount(_ other: some RandomAccessCollection<UInt8>) -> Int {
    reversed().commonPrefixCount(other.reversed())
  }

  var isWhiteSpace: Bool { allSatisfy(\.isASCIIWhiteSpace) }
}
