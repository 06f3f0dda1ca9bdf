import Diagnostics
import Prompting

/// The texts of a model's special tokens, which templates read as `bos_token`, `eos_token`, `pad_token` and `unk_token`.
///
/// Only those that are set are defined in the template, as transformers does.
public struct SpecialTokenTexts: Sendable, Hashable {
  public var bos: [UInt8]?
  public var eos: [UInt8]?
  public var pad: [UInt8]?
  public var unk: [UInt8]?

  public init(bos: [UInt8]? = nil, eos: [UInt8]? = nil, pad: [UInt8]? = nil, unk: [UInt8]? = nil) {
    self.bos = bos
    self.eos = eos
    self.pad = pad
    self.unk = unk
  }

  fileprivate func append(to variables: inout [(String, TemplateValue)]) {
    if let bos { variables.append(("bos_token", .string(TemplateString(bos)))) }
    if let eos { variables.append(("eos_token", .string(TemplateString(eos)))) }
    if let pad { variables.append(("pad_token", .string(TemplateString(pad)))) }
    if let unk { variables.append(("unk_token", .string(TemplateString(unk)))) }
  }
}

/// How a conversation is rendered.
public struct RenderOptions: Sendable {
  /// Whether the text ends in the cue after which the model is to speak.
  public var addGenerationPrompt: Bool
  /// What `strftime_now` reads.
  public var clock: TemplateClock
  /// Further variables of the template, such as `enable_thinking`; they come before those of the conversation.
  public var variables: [(String, TemplateValue)]
  /// How the template sees the arguments of calls.
  public var toolArguments: ToolArguments

  public init(
    addGenerationPrompt: Bool = false, clock: TemplateClock = .unavailable, variables: [(String, TemplateValue)] = [],
    toolArguments: ToolArguments = .object
  ) {
    self.addGenerationPrompt = addGenerationPrompt
    self.clock = clock
    self.variables = variables
    self.toolArguments = toolArguments
  }
}

extension ChatTemplate {
  /// Renders a conversation as transformers' `apply_chat_template` does.
  ///
  /// The template sees `messages`, `tools` (`none` where there are no definitions), `documents` (none),
  /// `add_generation_prompt`, the special tokens that are set, and the further variables of `options`. What a message and
  /// the tools hold keeps its origins; roles and special tokens are template text.
  ///
  /// - Throws: As `render(_:clock:)`; `render.number-too-large` for an integer of a tool beyond 64 bits.
  public func render(
    _ conversation: Conversation, specialTokens: SpecialTokenTexts, options: RenderOptions = RenderOptions()
  ) throws -> RenderedPrompt {
    let variable = MessageVariable(location: conversation.location, toolArguments: options.toolArguments)
    var messages: [TemplateValue] = []
    messages.reserveCapacity(conversation.messages.count)
    var byteCount = 0
    for index in conversation.messages.indices {
      messages.append(try variable.value(of: conversation.messages[index], at: index))
      for part in conversation.messages[index].parts { byteCount = byteCount.saturatingAdd(part.utf8.count) }
    }
    let tools = try variable.value(ofTools: conversation.tools)
    return try render(
      variables(messages: messages, tools: tools, specialTokens: specialTokens, options: options), clock: options.clock,
      expectedByteCount: byteCount)
  }

  /// What the template sees.
  func variables(
    messages: [TemplateValue], tools: TemplateValue, specialTokens: SpecialTokenTexts, options: RenderOptions
  ) -> [(String, TemplateValue)] {
    var variables: [(String, TemplateValue)] = []
    variables.reserveCapacity(8 + options.variables.count)
    variables.append(("tools", tools))
    variables.append(("documents", .none))
    specialTokens.append(to: &variables)
    variables += options.variables
    variables.append(("messages", .list(TemplateList(messages))))
    variables.append(("add_generation_prompt", .bool(options.addGenerationPrompt)))
    return variables
  }
}
