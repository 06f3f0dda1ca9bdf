import Archives
import ChatTemplates
import Diagnostics
import ModelProfiles
import ShardExport
import StrictJSON

/// A chat template as a model's files hold it: a template's file, a `tokenizer_config.json`, or the folder of both.
///
/// - Source: `PreTrainedTokenizerBase` of transformers. `chat_template.jinja` counts before the `chat_template` of
///   `tokenizer_config.json`, which is a text, or a list of texts with names; of these a record with tools is rendered by
///   `tool_use`, and any other by `default`.
struct TemplateFiles {
  /// The text of a template.
  struct Text {
    /// What errors call it.
    let name: String
    let utf8: [UInt8]

    var sum: SHA256Sum { SHA256Sum(of: utf8) }
  }

  /// The template of records, and of those with tools where it has none of its own.
  let template: Text
  /// That of records with tools, where it is another.
  let toolTemplate: Text?
  /// What `tokenizer_config.json` says of the special tokens; empty without one.
  private let specialTokens: [String: [UInt8]?]

  /// - Throws: `profile.unreadable`, `limits.exceeded`, the codes of JSON, `compare-templates.no-template`.
  init(at path: String, limits: Limits) throws {
    let configPath: String?
    var texts: [String: Text] = [:]
    switch Self.kind(of: path) {
    case .folder:
      let folder = path.hasSuffix("/") ? path : path + "/"
      configPath = Self.existing(folder + Self.configName)
      for (name, file) in [("default", Self.templateName), ("tool_use", "additional_chat_templates/tool_use.jinja")] {
        guard let file = Self.existing(folder + file) else { continue }
        texts[name] = Text(name: file, utf8: try TemplateSource(path: file, limits: limits).bytes)
      }
    case .config: configPath = path
    case .template, nil:
      configPath = nil
      texts["default"] = Text(name: path, utf8: try TemplateSource(path: path, limits: limits).bytes)
    }
    let config = try configPath.map { try Self.config(at: $0, limits: limits) }
    if texts["default"] == nil, let configPath, let config {
      texts = try Self.texts(of: config, path: configPath)
    }
    guard let template = texts["default"] ?? texts["tool_use"] else {
      throw Self.noTemplate("\(path) holds no chat template", at: InputLocation(source: configPath ?? path))
    }
    self.template = template
    toolTemplate = texts["tool_use"].flatMap { $0.utf8 == template.utf8 ? nil : $0 }
    specialTokens = config.map(Self.specialTokens) ?? [:]
  }

  /// The special tokens as the files name them, and those of `profile` of which they say nothing.
  func specialTokens(beside profile: SpecialTokenTexts) -> SpecialTokenTexts {
    SpecialTokenTexts(
      bos: specialTokens["bos_token"] ?? profile.bos, eos: specialTokens["eos_token"] ?? profile.eos,
      pad: specialTokens["pad_token"] ?? profile.pad, unk: specialTokens["unk_token"] ?? profile.unk)
  }

  // MARK: Names

  private static let configName = "tokenizer_config.json"
  private static let templateName = "chat_template.jinja"

  private enum Kind {
    case template, config, folder
  }

  /// What a name stands for; `nil` for the name of a profile.
  private static func kind(of name: String) -> Kind? {
    if [".jinja", ".jinja2", ".j2"].contains(where: name.endsWith) { return .template }
    if name.utf8.elementsEqual(configName.utf8) || name.endsWith("/" + configName) { return .config }
    guard case .folder = FileKind(of: name) else { return nil }
    let files = [configName, templateName].compactMap { existing("\(name)/\($0)") }
    return files.isEmpty && !name.endsWith("/") ? nil : .folder
  }

  /// Whether a name is that of files of a template, and of no profile.
  static func areMeant(by name: String) -> Bool { kind(of: name) != nil }

  private static func existing(_ path: String) -> String? {
    if case .file = FileKind(of: path) { return path }
    return nil
  }

  // MARK: tokenizer_config.json

  /// The largest `tokenizer_config.json`, in bytes: those that list every added token have about a million.
  private static let maximumConfigBytes = 16 << 20

  private static func config(at path: String, limits: Limits) throws -> JSONValue {
    var limits = limits
    limits.maximumTemplateBytes = maximumConfigBytes
    let bytes = try TemplateSource(path: path, limits: limits).bytes
    let location = InputLocation(source: path, line: 1, column: 1, byteOffset: 0)
    let root = try JSONReader(limits: limits).read(bytes, at: location).root
    guard root.kind == .object else {
      throw noTemplate("a tokenizer_config.json is an object, not \(root.kind.name)", at: root.location)
    }
    return root
  }

  private static func texts(of config: JSONValue, path: String) throws -> [String: Text] {
    guard let value = config["chat_template"], !value.isNull else { return [:] }
    if let text = value.utf8 { return ["default": Text(name: path, utf8: Array(text))] }
    guard value.kind == .array else {
      throw noTemplate("chat_template is a text, or a list of templates, not \(value.kind.name)", at: value.location)
    }
    var texts: [String: Text] = [:]
    for entry in value.elements {
      guard entry.kind == .object, let name = entry["name"]?.string, let text = entry["template"]?.utf8 else {
        throw noTemplate("an entry of chat_template has a name and a template", at: entry.location)
      }
      texts[name] = Text(name: "\(path) (\(name))", utf8: Array(text))
    }
    return texts
  }

  /// The texts of the named tokens, written as texts or as objects; `nil` where a token is said not to be.
  private static func specialTokens(of config: JSONValue) -> [String: [UInt8]?] {
    ["bos_token", "eos_token", "pad_token", "unk_token"].reduce(into: [:]) { tokens, name in
      guard let value = config[name] else { return }
      let text = value.kind == .object ? value["content"]?.utf8 : value.utf8
      tokens.updateValue(text.map { Array($0) }, forKey: name)
    }
  }

  private static func noTemplate(_ message: String, at location: InputLocation) -> TrainPackError {
    TrainPackError(
      .compareTemplatesNoTemplate, message, at: location,
      fix: "name a .jinja file, a tokenizer_config.json with a chat_template, or a folder that holds one of them as "
        + "chat_template.jinja or tokenizer_config.json")
  }
}

extension String {
  fileprivate func endsWith(_ ending: String) -> Bool { utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8) }
}
