import ChatTemplates
import Diagnostics
import Prompting
import Tokenization

/// What a model needs to turn conversations into training examples; shared by all workers.
public struct EncodingScheme: Sendable {
  public var template: ChatTemplate
  public var tokenizer: any Tokenizer
  /// The special and added tokens that text may spell.
  public var addedTokens: AddedTokenMatcher
  /// The texts of the template's special-token variables (`bos_token` …).
  public var specialTokens: SpecialTokenTexts
  /// The ids that end an assistant's turn.
  public var endOfTurnIDs: [Int32]
  /// The token before a plain text; `nil` for a model that puts none there.
  public var beginningID: Int32?
  /// The token that ends a plain text; `nil` for a model that has none.
  public var endID: Int32?
  public var clock: TemplateClock
  /// Further variables of the template, such as `enable_thinking`.
  public var variables: [(String, TemplateValue)]
  /// What the template makes of the calls of tools.
  public var toolCalls: ToolCallSupport

  /// - Parameter toolCalls: `nil` for what a few small renderings tell.
  public init(
    template: ChatTemplate, tokenizer: any Tokenizer, addedTokens: AddedTokenMatcher,
    specialTokens: SpecialTokenTexts, endOfTurnIDs: [Int32], beginningID: Int32? = nil, endID: Int32? = nil,
    clock: TemplateClock, variables: [(String, TemplateValue)] = [], toolCalls: ToolCallSupport? = nil
  ) {
    self.toolCalls =
      toolCalls
      ?? ToolCallSupport(of: template, specialTokens: specialTokens, clock: clock, variables: variables)
    self.variables = variables
    self.template = template
    self.tokenizer = tokenizer
    self.addedTokens = addedTokens
    self.specialTokens = specialTokens
    self.endOfTurnIDs = endOfTurnIDs
    self.beginningID = beginningID
    self.endID = endID
    self.clock = clock
  }
}

/// A conversation rendered and tokenized, with what the loss mask was made from. It never changes.
public final class EncodedExample: Sendable {
  public let prompt: RenderedPrompt
  public let example: TokenizedExample
  public let turns: [AssistantTurn]

  init(prompt: RenderedPrompt, example: TokenizedExample, turns: [AssistantTurn]) {
    self.prompt = prompt
    self.example = example
    self.turns = turns
  }
}

/// Renders and tokenizes conversations for one model, and marks what is trained.
///
/// One encoder serves one worker.
public final class ExampleEncoder {
  public let scheme: EncodingScheme
  let promptTokenizer: PromptTokenizer
  private let plainText: PlainTextEncoding
  let plans: RenderPlans
  /// The ids of the conversation at hand, in memory that stays.
  var gathered = MarkedIDs()
  /// Its places before which tokens are counted, and their counts, in memory that stays, too.
  var marks: [Int] = []
  var measured = MarkedCount()

  public init(scheme: EncodingScheme) {
    self.scheme = scheme
    promptTokenizer = PromptTokenizer(tokenizer: scheme.tokenizer, addedTokens: scheme.addedTokens)
    plainText = PlainTextEncoding(scheme: scheme, tokenizer: promptTokenizer)
    plans = RenderPlans(scheme: scheme)
  }

  /// Renders, tokenizes and masks `conversation`.
  ///
  /// - Throws: The template's errors (`template.raised` when it rejects the conversation), located at the record.
  public func encode(_ conversation: Conversation) throws -> EncodedExample {
    try located(at: conversation) {
      if conversation.kind == .text { return try plainText.encode(conversation) }
      return try encode(conversation, after: renderChat(conversation))
    }
  }

  /// Renders, tokenizes and masks `conversation` as `encode` does; the tokens' bytes may be left out.
  ///
  /// It is faster where special tokens end turns, and where no token stands for trained bytes and others.
  ///
  /// - Throws: As `encode`.
  public func encodeIDs(_ conversation: Conversation) throws -> EncodedExample {
    try located(at: conversation) {
      if conversation.kind == .text { return try plainText.encode(conversation) }
      let encoded = try renderChat(conversation)
      return try encodeMarked(conversation, after: encoded) ?? encode(conversation, after: encoded)
    }
  }

  /// Renders and counts `conversation`: the figures of what `encode` gives.
  ///
  /// It is faster where `encodeIDs` is.
  ///
  /// - Throws: As `encode`.
  public func measure(_ conversation: Conversation) throws -> MeasuredExample {
    try located(at: conversation) {
      if conversation.kind == .text {
        return MeasuredExample(try plainText.encode(conversation), beginningID: scheme.beginningID)
      }
      let encoded = try renderChat(conversation)
      return try measureMarked(conversation, after: encoded)
        ?? MeasuredExample(encode(conversation, after: encoded), beginningID: scheme.beginningID)
    }
  }

  private func encode(_ conversation: Conversation, after encoded: RenderedChat) throws -> EncodedExample {
    let prompt = encoded.prompt
    var tokens = TokenBuffer()
    tokens.reserveCapacity(prompt.text.count / 3)
    try promptTokenizer.encode(prompt.text, into: &tokens)
    let turns = assistantTurns(of: conversation, in: encoded) {
      endOfTurn(in: $0, of: prompt.text, tokens: tokens)
    }
    let example = TokenizedExample(
      ids: tokens.ids, starts: tokens.starts, ends: tokens.ends,
      lossRanges: lossRanges(of: trainedBytes(of: conversation, in: prompt, turns: turns), in: tokens))
    return EncodedExample(prompt: prompt, example: example, turns: turns)
  }

  /// The length of `conversation` in tokens: what `encode` gives, without its mask.
  public func tokenCount(of conversation: Conversation) throws -> Int {
    try located(at: conversation) {
      if conversation.kind == .text { return try plainText.tokenCount(of: conversation) }
      return try promptTokenizer.count(render(conversation).text)
    }
  }

  /// The conversation after its template; a plain text between its special tokens.
  public func render(_ conversation: Conversation) throws -> RenderedPrompt {
    if conversation.kind == .text { return plainText.render(conversation) }
    return try renderChat(conversation).prompt
  }

  /// The conversation after its template, by a plan where there is one.
  private func renderChat(_ conversation: Conversation) throws -> RenderedChat {
    guard let shape = ConversationShape(of: conversation), let plan = plans.plan(for: shape) else {
      return RenderedChat(prompt: try scheme.render(conversation, addGenerationPrompt: false))
    }
    let planned = plan.render(conversation)
    return RenderedChat(
      prompt: planned.prompt, planned: RenderedChat.Planned(shape: shape, plan: plan, prompt: planned))
  }

  func located<Result>(at conversation: Conversation, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as TrainPackError {
      throw scheme.explained(scheme.toolCalls.explained(error, of: conversation), of: conversation)
        .blamed(on: conversation)
    }
  }
}

extension EncodingScheme {
  /// The conversation after the template, which sees calls of tools in the form that it takes.
  func render(_ conversation: Conversation, addGenerationPrompt: Bool) throws -> RenderedPrompt {
    try template.render(
      conversation, specialTokens: specialTokens, options: options(addGenerationPrompt: addGenerationPrompt))
  }

  func options(addGenerationPrompt: Bool) -> RenderOptions {
    RenderOptions(
      addGenerationPrompt: addGenerationPrompt, clock: clock, variables: variables, toolArguments: toolCalls.arguments)
  }
}

extension TrainPackError {
  /// The error with the record that caused it: its own place stays as a detail.
  fileprivate func blamed(on conversation: Conversation) -> TrainPackError {
    var copy = self
    var place = conversation.location
    place.recordID = conversation.recordID
    if location?.source == place.source {
      // It stands in the record already.
      place.pointer = location?.pointer
    } else if let location {
      copy.details.insert("in \(location)", at: 0)
    }
    copy.location = place
    return copy
  }
}
