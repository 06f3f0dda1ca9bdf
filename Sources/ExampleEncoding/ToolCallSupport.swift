import ChatTemplates
import Diagnostics
import Prompting

/// What a chat template makes of tools and their calls, told from what it does with small conversations.
public struct ToolCallSupport: Hashable, Sendable {
  /// Whether it writes calls at all; also where nothing can be told, as it renders no conversation.
  public var isRendered: Bool
  /// Whether it writes the definitions of the tools that may be called.
  public var definitionsAreRendered: Bool
  /// How it wants their arguments.
  public var arguments: ToolArguments
  /// Whether it refuses calls that have no identifier.
  public var needsIdentifiers: Bool

  public init(
    isRendered: Bool = true, definitionsAreRendered: Bool = false, arguments: ToolArguments = .object,
    needsIdentifiers: Bool = false
  ) {
    self.isRendered = isRendered
    self.definitionsAreRendered = definitionsAreRendered
    self.arguments = arguments
    self.needsIdentifiers = needsIdentifiers
  }

  /// Renders a tool that may be called, and a call of it, alone and beside a text.
  ///
  /// The arguments are an object, as transformers' guide has them. They are a string where that ends in an error of types
  /// and a string does not, as in templates that put the arguments between other texts with `+`; or where only the string
  /// leaves the quotes around it alone: `tojson | safe` is `Markup`, which turns those of what it is added to into `&#34;`.
  public init(
    of template: ChatTemplate, specialTokens: SpecialTokenTexts, clock: TemplateClock = .unavailable,
    variables: [(String, TemplateValue)] = []
  ) {
    let probe = ToolCallProbe(template: template, specialTokens: specialTokens, clock: clock, variables: variables)
    let found = ToolCallProbe.Form.allCases.lazy.compactMap { form in probe.arguments(form).map { (form, $0) } }.first
    guard let (form, arguments) = found else {
      self.init(isRendered: !probe.rendersTexts, definitionsAreRendered: probe.writesDefinitions)
      return
    }
    self.init(
      definitionsAreRendered: probe.writesDefinitions, arguments: arguments,
      needsIdentifiers: !probe.rendersWithoutIdentifier(form, arguments))
  }
}

/// Small conversations with a call of a tool.
private struct ToolCallProbe {
  let template: ChatTemplate
  let specialTokens: SpecialTokenTexts
  let clock: TemplateClock
  let variables: [(String, TemplateValue)]

  /// What the assistant's message holds.
  enum Form: CaseIterable {
    case call, callAndText
  }

  /// The arguments with which the template writes the call; `nil` where it does not.
  func arguments(_ form: Form) -> ToolArguments? {
    do {
      switch try writing(form, .object, identifier: Self.identifier) {
      case .none: return nil
      case .clean: return .object
      case .escaped: return writes(form, .text) == .clean ? .text : .object
      }
    } catch let error as TrainPackError where error.code == .templateType {
      return writes(form, .text).map { _ in .text }
    } catch {
      return nil
    }
  }

  /// Whether it renders a conversation without calls.
  var rendersTexts: Bool {
    (try? rendered([Self.message(.user, "askmark"), Self.message(.assistant, "answermark")], .object)) != nil
  }

  /// Whether the definition of a tool reaches the text.
  var writesDefinitions: Bool {
    let tool =
      #"{"type":"function","function":{"name":"toolmark","description":"d","#
      + #""parameters":{"type":"object","properties":{},"required":[]}}}"#
    let messages = [Self.message(.user, "askmark"), Self.message(.assistant, "answermark")]
    return (try? rendered(messages, .object, tools: [Array(tool.utf8)]).contains("toolmark")) == true
  }

  func rendersWithoutIdentifier(_ form: Form, _ arguments: ToolArguments) -> Bool {
    (try? writing(form, arguments, identifier: nil)) != nil
  }

  /// Nine letters, as Mistral's templates demand.
  private static let identifier = Array("callprobe".utf8)

  /// How a call comes out.
  private enum Writing {
    case clean
    /// With entities of HTML for quotes: no rendering of the call, of which the model would learn to write them.
    case escaped
  }

  /// How the template writes the call; `nil` where it leaves it out or ends in an error.
  private func writes(_ form: Form, _ arguments: ToolArguments) -> Writing? {
    try? writing(form, arguments, identifier: Self.identifier)
  }

  /// - Throws: What the template ends in.
  private func writing(_ form: Form, _ arguments: ToolArguments, identifier: [UInt8]?) throws -> Writing? {
    var call = Self.message(.assistant, form == .call ? nil : "saymark")
    call.toolCalls = [
      ToolCall(id: identifier, name: Array("namemark".utf8), arguments: Array(#"{"keymark":"valuemark"}"#.utf8))
    ]
    var result = Self.message(.tool, "resultmark")
    result.toolCallID = identifier
    let messages = [Self.message(.user, "askmark"), call, result, Self.message(.assistant, "answermark")]
    let text = try rendered(messages, arguments)
    if !text.contains("valuemark") { return nil }
    return ["&#34;", "&quot;", "&#39;"].contains(where: text.contains) ? .escaped : .clean
  }

  private func rendered(
    _ messages: [Message], _ arguments: ToolArguments, tools: [[UInt8]] = []
  ) throws -> String {
    let prompt = try template.render(
      Conversation(messages: messages, tools: tools, recordID: "probe", location: InputLocation(source: "probe")),
      specialTokens: specialTokens, options: RenderOptions(clock: clock, variables: variables, toolArguments: arguments)
    )
    return String(decoding: prompt.text.utf8, as: UTF8.self)
  }

  private static func message(_ role: Role, _ text: String?) -> Message {
    Message(role: role, parts: text.map { [MessagePart(Array($0.utf8), purpose: .text)] } ?? [])
  }
}
