import ChatTemplates
import DatasetChecks
import Diagnostics
import ExampleEncoding
import ModelProfiles
import ShardExport

/// A chat template of a comparison, with the vocabulary and special tokens that its text is encoded with.
public struct ComparedTemplate: Sendable {
  /// What the user called it: a profile's id, alias or path, or the path of the template's file or folder.
  public let name: String
  /// The id of the profile whose vocabulary serves it.
  public let profile: String
  /// The sum of the template's text.
  public let sum: SHA256Sum?
  /// That of the template of records with tools, where it is another.
  public let toolTemplateSum: SHA256Sum?
  /// The variables that it is given beside those of a conversation.
  public let settings: [TemplateSetting]
  /// The model with this template in place of its own.
  public let scheme: EncodingScheme
  /// The model with the template of records with tools; the same where there is no other.
  let toolScheme: EncodingScheme
  /// Whether it opens a system turn where a record has no system prompt.
  let opensSystemTurn: Bool

  /// A profile's own template.
  ///
  /// - Throws: As `configured(by:)`.
  init(named name: String, of model: TargetModel, settings: [TemplateSetting], clock: TemplateClock) throws {
    self.name = name
    profile = model.profile.id
    sum = model.identity.chatTemplateSum
    toolTemplateSum = nil
    self.settings = settings
    var scheme = model.scheme
    scheme.clock = clock
    self.scheme = try scheme.configured(by: settings, named: name)
    toolScheme = self.scheme
    opensSystemTurn = self.scheme.opensSystemTurn
  }

  /// The template of a file, or of a model's folder.
  ///
  /// - Parameter model: Whose vocabulary serves it, and whose special tokens where the files name none.
  /// - Throws: `profile.unreadable`, `limits.exceeded`, `compare-templates.no-template`, what the template's syntax
  ///   throws; as `configured(by:)`.
  init(
    file path: String, servedBy model: TargetModel, settings: [TemplateSetting], clock: TemplateClock, limits: Limits
  ) throws {
    let files = try TemplateFiles(at: path, limits: limits)
    var base = model.scheme
    base.clock = clock
    base.specialTokens = files.specialTokens(beside: model.scheme.specialTokens)
    let scheme = { (text: TemplateFiles.Text) in
      var scheme = base
      scheme.template = try ChatTemplate(source: text.utf8, name: text.name, limits: limits)
      return scheme
    }
    let own = try scheme(files.template)
    let ofTools = try files.toolTemplate.map(scheme)
    name = path
    profile = model.profile.id
    sum = files.template.sum
    toolTemplateSum = files.toolTemplate?.sum
    self.settings = settings
    let also = ofTools.map { [$0.template] } ?? []
    self.scheme = try own.configured(by: settings, named: path, readBy: also)
    toolScheme = try ofTools?.configured(by: settings, named: path, readBy: [own.template]) ?? self.scheme
    opensSystemTurn = self.scheme.opensSystemTurn
  }

  /// Whether a name is that of a template's files, and of no profile: `.jinja`, `.jinja2` or `.j2`, a
  /// `tokenizer_config.json`, or a folder that holds one or a `chat_template.jinja`.
  public static func isFile(_ name: String) -> Bool { TemplateFiles.areMeant(by: name) }
}

extension EncodingScheme {
  /// The scheme whose template is given variables, with what it makes of calls then.
  ///
  /// - Parameters:
  ///   - name: What errors call the template.
  ///   - others: Templates that may read a variable in its place.
  /// - Throws: `compare-templates.unread-variable`, `render.number-too-large`.
  fileprivate func configured(
    by settings: [TemplateSetting], named name: String, readBy others: [ChatTemplate] = []
  ) throws -> EncodingScheme {
    let known = ([template] + others).flatMap(\.variableNames)
    for setting in settings where !known.contains(setting.name) {
      throw TrainPackError(
        .compareTemplatesUnreadVariable, "the template of \(name) never reads \(setting.name)",
        details: ["it reads " + Words.list(known)],
        fix: NearestNames(to: setting.name, among: known).question ?? "leave \(setting.written) out")
    }
    var scheme = self
    scheme.variables = try settings.map { try $0.variable }
    scheme.toolCalls = ToolCallSupport(
      of: template, specialTokens: specialTokens, clock: clock, variables: scheme.variables)
    return scheme
  }
}
