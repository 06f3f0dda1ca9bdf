import ChatTemplates
import Diagnostics
import Prompting

/// What a chat template does, told from what it makes of small conversations whose texts are marks.
///
/// Nothing of it is read from a profile, and no vocabulary is needed: what the loss mask makes of the template is
/// `LossTraits`.
public struct TemplateTraits: Hashable, Sendable {
  public var system: SystemTrait
  /// The text of the system turn that it writes where no system prompt is given: `nil` where it writes none, empty where the
  /// turn has no text.
  public var defaultSystem: [UInt8]?
  /// Whether it refuses two user turns in a row.
  public var alternation: Alternation
  /// What it makes of an assistant's turn that comes first.
  public var firstAssistant: Acceptance
  /// How often it writes the token that begins a text; `nil` where the model names none.
  public var beginning: BeginningTrait?
  public var turnEnd: TurnEnd
  /// Whether what it writes before an answer is what it writes as generation cue.
  public var cue: CueTrait
  public var date: DateTrait?
  /// What it renders nothing without, though a question and its answer have no need of it.
  public var needs: Set<Need>
  /// Variables without which it renders nothing and that no conversation holds, such as `functions`: its server gives
  /// them. What is told of such a template is told with a text for each.
  public var neededVariables: [String]
  /// Whether what was rendered of a conversation stays as it is when turns are added; by what the conversation holds.
  public var history: [HistoryForm: HistoryTrait]
  public var tools: ToolCallSupport
  /// What it makes of the result of a tool.
  public var toolResults: Acceptance
  /// What it makes of the text of a message, by who speaks; without those whose messages it refuses or drops.
  public var contents: [Role: ContentTrait]
  /// Whether it has `{% generation %}`.
  public var marksGeneration: Bool

  public enum Alternation: String, Hashable, Sendable {
    case strict, free
  }

  public enum Need: String, Hashable, Sendable, CaseIterable {
    /// A clock, which TrainPack does not give it.
    case clock
    /// The definition of a tool.
    case tools
  }

  /// What becomes of a message.
  public enum Acceptance: String, Hashable, Sendable {
    case written, dropped, refused
  }

  /// Probes a template.
  ///
  /// - Parameters:
  ///   - specialTokens: The texts of the model's special tokens.
  ///   - endOfTurn: The texts of the tokens that end an assistant's turn, where they are known.
  ///   - clock: What `strftime_now` reads; where the template renders nothing without a clock, a fixed one is taken.
  ///   - toolCalls: What it makes of calls, where that is known; else it is probed.
  /// - Throws: What the template ends in for a question and its answer: nothing can be told of it then.
  /// - Complexity: Some sixty renderings of at most seven short messages.
  public init(
    of template: ChatTemplate, specialTokens: SpecialTokenTexts, endOfTurn: [[UInt8]] = [],
    clock: TemplateClock = .unavailable, toolCalls: ToolCallSupport? = nil
  ) throws {
    let requirement = try TemplateRequirement(of: template, specialTokens: specialTokens, clock: clock)
    needs = requirement.needs
    neededVariables = requirement.variables
    let clock = needs.contains(.clock) ? TraitProbe.clocks[0] : clock
    let variables = TemplateRequirement.values(of: neededVariables)
    // What is known of calls is known without these variables.
    tools =
      (variables.isEmpty ? toolCalls : nil)
      ?? ToolCallSupport(of: template, specialTokens: specialTokens, clock: clock, variables: variables)
    let probe = TraitProbe(
      template: template, specialTokens: specialTokens, clock: clock, toolArguments: tools.arguments,
      definitions: needs.contains(.tools) ? [TraitProbe.definition] : [], variables: variables)
    system = SystemTrait(probe)
    defaultSystem = probe.defaultSystem
    alternation = probe.refuses([.user(1), .user(2), .assistant(1)]) ? .strict : .free
    firstAssistant = probe.acceptance(of: 0, in: [.assistant(1), .user(1), .assistant(2)])
    beginning = specialTokens.bos.flatMap { BeginningTrait($0, probe) }
    turnEnd = TurnEnd(probe, stops: endOfTurn + [specialTokens.eos].compactMap(\.self))
    cue = CueTrait(probe)
    date = DateTrait(probe)
    history = Dictionary(uniqueKeysWithValues: HistoryForm.allCases.map { ($0, HistoryTrait(probe, $0)) })
    toolResults = probe.acceptance(of: 2, in: probe.toolExchange)
    contents = probe.contents
    marksGeneration = template.usesGenerationTag
  }
}
