import ChatTemplates
import Diagnostics
import Prompting

/// What becomes of a system prompt that a chat template refuses. One that a template takes is never changed.
public enum SystemPromptPolicy: String, Hashable, Sendable, CaseIterable {
  /// Its text and two line breaks come before the text of the first user message, which stays all content: its parts keep
  /// their purpose and the fields they came from.
  case fold
  /// It is left out.
  case drop
  /// The template's error stands.
  case stop

  /// A conversation without the system messages that it begins with.
  ///
  /// - Returns: `nil` where there is nothing to do: no such message, no user's message to put it into, or `stop`.
  public func applied(to conversation: Conversation) -> Conversation? {
    if self == .stop || conversation.kind == .text { return nil }
    let prompts = conversation.messages.prefix { $0.role == .system }
    if prompts.isEmpty { return nil }
    var changed = conversation
    changed.messages.removeFirst(prompts.count)
    changed.preference?.promptCount -= prompts.count
    if self == .drop { return changed }
    guard let user = changed.messages.firstIndex(where: { $0.role == .user }) else { return nil }
    let texts = prompts.map(\.parts).filter { parts in parts.contains { !$0.utf8.isEmpty } }
    changed.messages[user].parts.insert(contentsOf: texts.flatMap { $0 + [MessagePart(layout: "\n\n")] }, at: 0)
    return changed
  }
}

extension EncodingScheme {
  /// Whether the template refuses a system prompt before a question and its answer, which it takes without one.
  public var rejectsSystemPrompts: Bool {
    let probe = TraitProbe(template: template, specialTokens: specialTokens, clock: clock, variables: variables)
    guard case .rejected = SystemTrait(probe) else { return false }
    return !probe.refuses(TraitProbe.exchange)
  }

  /// The error with what to do about it where the template refuses system prompts, and the conversation has one.
  func explained(_ error: TrainPackError, of conversation: Conversation) -> TrainPackError {
    guard error.code == .templateRaised, conversation.messages.first?.role == .system, rejectsSystemPrompts else {
      return error
    }
    var explained = error
    explained.details.append(TrainPackError.systemPromptRefusal)
    explained.fix = Self.systemPromptRemedy
    return explained
  }

  /// What to do where a template refuses system prompts.
  public static let systemPromptRemedy =
    "put system prompts into the first user message with --system fold, leave them out with --system drop, or choose "
    + "another profile"
}

extension TrainPackError {
  fileprivate static let systemPromptRefusal = "the template refuses any system prompt, and the record has one"

  /// Whether a template ended in the error because the record has a system prompt.
  public var isSystemPromptRefusal: Bool { details.contains(Self.systemPromptRefusal) }
}
