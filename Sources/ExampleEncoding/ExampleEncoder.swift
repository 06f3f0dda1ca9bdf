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
  public var clock: TemplateClock

  public init(
    template: ChatTemplate, tokenizer: any Tokenizer, addedTokens: AddedTokenMatcher,
    specialTokens: SpecialTokenTexts, endOfTurnIDs: [Int32], clock: TemplateClock
  ) {
    self.template = template
    self.tokenizer = tokenizer
    self.addedTokens = addedTokens
    self.specialTokens = specialTokens
    self.endOfTurnIDs = endOfTurnIDs
    self.clock = clock
  }
}

/// A conversation rendered and tokenized, with what the loss mask was made from.
public struct EncodedExample: Sendable {
  public var prompt: RenderedPrompt
  public var example: TokenizedExample
  public var turns: [AssistantTurn]
}

/// Renders and tokenizes conversations for one model, and marks what is trained.
///
/// One encoder serves one worker.
public final class ExampleEncoder {
  public let scheme: EncodingScheme
  private let promptTokenizer: PromptTokenizer

  public init(scheme: EncodingScheme) {
    self.scheme = scheme
    promptTokenizer = PromptTokenizer(tokenizer: scheme.tokenizer, addedTokens: scheme.addedTokens)
  }

  /// Renders, tokenizes and masks `conversation`.
  ///
  /// - Throws: The template's errors (`template.raised` when it rejects the conversation), located at the record.
  public func encode(_ conversation: Conversation) throws -> EncodedExample {
    try located(at: conversation) {
      let prompt = try render(conversation)
      var tokens = TokenBuffer()
      tokens.reserveCapacity(prompt.text.count / 3)
      try promptTokenizer.encode(prompt.text, into: &tokens)
      let turns = try assistantTurns(of: conversation, in: prompt, tokens: tokens)
      let example = TokenizedExample(
        ids: tokens.ids, starts: tokens.starts, ends: tokens.ends,
        lossRanges: lossRanges(of: prompt.generationRanges ?? turns.map(\.trained), in: tokens))
      return EncodedExample(prompt: prompt, example: example, turns: turns)
    }
  }

  /// The length of `conversation` in tokens: what `encode` gives, without its mask.
  public func tokenCount(of conversation: Conversation) throws -> Int {
    try located(at: conversation) { try promptTokenizer.count(render(conversation).text) }
  }

  /// The conversation after its template.
  public func render(_ conversation: Conversation) throws -> RenderedPrompt {
    try scheme.template.render(
      conversation, specialTokens: scheme.specialTokens, options: RenderOptions(clock: scheme.clock))
  }

  private func located<Result>(at conversation: Conversation, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as TrainPackError {
      throw error.blamed(on: conversation)
    }
  }
}

extension TrainPackError {
  /// The error with the record that caused it: its own place stays as a detail.
  fileprivate func blamed(on conversation: Conversation) -> TrainPackError {
    var copy = self
    if let location { copy.details.insert("in \(location)", at: 0) }
    copy.location = conversation.location
    copy.location?.recordID = conversation.recordID
    return copy
  }
}
