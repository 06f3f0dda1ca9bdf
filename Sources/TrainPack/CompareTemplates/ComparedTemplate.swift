import ChatTemplates
import Diagnostics
import ExampleEncoding
import ModelProfiles
import ShardExport

/// A chat template of a comparison, with the vocabulary and special tokens that its text is encoded with.
public struct ComparedTemplate: Sendable {
  /// What the user called it: a profile's id, alias or path, or the path of a template's file.
  public let name: String
  /// The id of the profile whose vocabulary and special tokens serve it.
  public let profile: String
  /// The sum of the template's text.
  public let sum: SHA256Sum?
  /// The model with this template in place of its own.
  public let scheme: EncodingScheme
  /// Whether it opens a system turn where a record has no system prompt.
  let opensSystemTurn: Bool

  private init(name: String, profile: String, sum: SHA256Sum?, scheme: EncodingScheme) {
    self.name = name
    self.profile = profile
    self.sum = sum
    self.scheme = scheme
    opensSystemTurn = SystemTurnProbe(scheme: scheme).opensUnasked
  }

  /// A profile's own template.
  init(named name: String, of model: TargetModel, clock: TemplateClock) {
    var scheme = model.scheme
    scheme.clock = clock
    self.init(name: name, profile: model.profile.id, sum: model.identity.chatTemplateSum, scheme: scheme)
  }

  /// The template of a file.
  ///
  /// - Parameter model: Whose vocabulary and special tokens serve it.
  /// - Throws: `profile.unreadable`, `limits.exceeded`, and what the template's syntax throws.
  init(file path: String, servedBy model: TargetModel, clock: TemplateClock, limits: Limits) throws {
    let source = try TemplateSource(path: path, limits: limits)
    var scheme = model.scheme
    scheme.clock = clock
    scheme.template = try ChatTemplate(source: source.bytes, name: path, limits: limits)
    scheme.toolCalls = ToolCallSupport(of: scheme.template, specialTokens: scheme.specialTokens, clock: clock)
    self.init(name: path, profile: model.profile.id, sum: SHA256Sum(hexadecimal: source.sha256), scheme: scheme)
  }

  /// Whether a name is that of a template's file: `.jinja`, `.jinja2` or `.j2`.
  public static func isFile(_ name: String) -> Bool {
    [".jinja", ".jinja2", ".j2"].contains { name.utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }
}
