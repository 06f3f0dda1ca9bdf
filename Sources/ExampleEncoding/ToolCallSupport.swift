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
    let probe = { (arguments: ToolArguments, definitions: [[UInt8]]) in
      TraitProbe(
        template: template, specialTokens: specialTokens, clock: clock, toolArguments: arguments,
        definitions: definitions, variables: variables)
    }
    let withTool = probe(.object, [TraitProbe.definition]).text(TraitProbe.exchange)
    let writesDefinitions = withTool?.utf8.firstRange(of: TraitProbe.toolName) != nil
    let calls = ToolCallProbe(objects: probe(.object, []), texts: probe(.text, []))
    let found = TraitProbe.calls.lazy.compactMap { call in calls.arguments(of: call).map { (call, $0) } }.first
    guard let (call, arguments) = found else {
      self.init(isRendered: calls.objects.refuses(TraitProbe.exchange), definitionsAreRendered: writesDefinitions)
      return
    }
    self.init(
      definitionsAreRendered: writesDefinitions, arguments: arguments,
      needsIdentifiers: calls.refusesWithoutIdentifier(call, arguments))
  }
}

/// What a template makes of a call whose arguments it is given as an object, or as a text.
private struct ToolCallProbe {
  let objects: TraitProbe
  let texts: TraitProbe

  /// The arguments with which the template writes a call; `nil` where it does not.
  func arguments(of call: Message) -> ToolArguments? {
    do {
      switch try Self.writing(of: call, objects) {
      case .none: return nil
      case .clean: return .object
      case .escaped: return (try? Self.writing(of: call, texts)) == .clean ? .text : .object
      }
    } catch let error as TrainPackError where error.code == .templateType {
      return (try? Self.writing(of: call, texts)).map { _ in .text }
    } catch {
      return nil
    }
  }

  func refusesWithoutIdentifier(_ call: Message, _ arguments: ToolArguments) -> Bool {
    let messages = TraitProbe.toolExchange(call).map(\.withoutCallIdentifiers)
    return (arguments == .object ? objects : texts).refuses(messages)
  }

  /// How a call comes out.
  private enum Writing {
    case clean
    /// With entities of HTML for quotes: no rendering of the call, of which the model would learn to write them.
    case escaped
  }

  /// How the template writes a call; `nil` where it leaves it out.
  ///
  /// - Throws: What the template ends in.
  private static func writing(of call: Message, _ probe: TraitProbe) throws -> Writing? {
    let text = try probe.rendered(TraitProbe.toolExchange(call)).utf8
    if text.firstRange(of: call.mark) == nil { return nil }
    return ["&#34;", "&quot;", "&#39;"].contains { text.firstRange(of: Array($0.utf8)) != nil } ? .escaped : .clean
  }
}

extension Message {
  fileprivate var withoutCallIdentifiers: Message {
    var message = self
    message.toolCallID = nil
    for index in message.toolCalls.indices { message.toolCalls[index].id = nil }
    return message
  }
}
