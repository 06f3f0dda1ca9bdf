import Diagnostics
import Prompting
public struct ChatTemplate: Sendable {
  public init(source: [UInt8], name: String, limits: Limits = Limits()) throws {}
  public func render(_ variables: [(String, TemplateValue)], clock: TemplateClock = .unavailable) throws -> RenderedPrompt { RenderedPrompt(text: ProvenancedText()) }
  public func render(_ conversation: Conversation, specialTokens: SpecialTokenTexts, options: RenderOptions = RenderOptions()) throws -> RenderedPrompt { RenderedPrompt(text: ProvenancedText()) }
  public var usesGenerationTag: Bool { false }
}
public struct SpecialTokenTexts: Sendable, Hashable { public var bos, eos, pad, unk: [UInt8]?; public init(bos: [UInt8]? = nil, eos: [UInt8]? = nil, pad: [UInt8]? = nil, unk: [UInt8]? = nil) { self.bos = bos; self.eos = eos; self.pad = pad; self.unk = unk } }
public enum TemplateValue: Sendable { case none, bool(Bool), integer(Int), float(Double), string(TemplateString), list(TemplateList), dictionary(TemplateDictionary)
  public static func string(_ text: String, origin: Origin = .template) -> TemplateValue { .none }
  public static func list(_ items: [TemplateValue]) -> TemplateValue { .none }
  public static func dictionary(_ pairs: [(String, TemplateValue)]) -> TemplateValue { .none } }
public final class TemplateString: Sendable { public init(_ text: ProvenancedText) {}
 public init(_ utf8: [UInt8], origin: Origin = .template) {} }
public final class TemplateList: Sendable {}
public final class TemplateDictionary: Sendable { public init(_ pairs: [(TemplateString, TemplateValue)]) {} }
public struct RenderOptions: Sendable { public var addGenerationPrompt: Bool; public var clock: TemplateClock; public var variables: [(String, TemplateValue)]; public init(addGenerationPrompt: Bool = false, clock: TemplateClock = .unavailable, variables: [(String, TemplateValue)] = []) { self.addGenerationPrompt = addGenerationPrompt; self.clock = clock; self.variables = variables } }
public enum TemplateClock: Hashable, Sendable { case fixed(secondsSince1970: Int), unavailable }
