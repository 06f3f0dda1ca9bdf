import Diagnostics
import StrictJSON

/// What is known of a model's chat template.
public struct TemplateDescription: Hashable, Sendable {
  /// What the template does with a system prompt.
  public enum SystemPrompt: String, Hashable, Sendable, CaseIterable {
    /// Writes it as a turn of its own.
    case native
    /// Puts it into a user turn.
    case fold
    /// Raises an error.
    case reject
  }

  public enum Alternation: String, Hashable, Sendable, CaseIterable {
    /// User and assistant must take turns.
    case strict
    case free
  }

  /// The template's file, in the profile's folder.
  public var file: String
  /// The sha256 of the file, in lower-case hexadecimal.
  public var sha256: String
  /// The family of templates that it belongs to: `chatml`, `mistral-v3` and so on.
  public var style: String
  /// Whether the template writes the token that begins a text.
  public var emitsBOS: Bool
  /// Whether it marks what is trained with `{% generation %}`.
  public var hasGeneration: Bool
  /// What it writes at the end of an assistant's turn; at least one text.
  public var turnEnd: [[UInt8]]
  public var system: SystemPrompt
  /// The system prompt that it writes where none is given.
  public var defaultSystem: String?
  public var alternation: Alternation
  /// Whether it can write tools.
  public var tools: Bool
  /// For a template that was written here: the conversations for which it writes what the vendor's does; `nil` for the
  /// vendor's own.
  public var scope: String?
}

extension TemplateDescription {
  init(reading value: JSONValue, tokenizer: TokenizerDescription) throws {
    let fields = try ObjectFields(
      value,
      keys: [
        "file", "sha256", "style", "emitsBOS", "hasGeneration", "turnEnd", "system", "defaultSystem", "alternation",
        "tools", "scope",
      ], codes: .profile)
    file = try fields.fileName("file")
    sha256 = try fields.sha256("sha256")
    style = try fields.text("style")
    emitsBOS = try fields.flag("emitsBOS")
    hasGeneration = try fields.flag("hasGeneration")
    turnEnd = try fields.elements("turnEnd").map { Array(try fields.text($0).utf8) }
    system = try fields.choice("system")
    defaultSystem = try fields.textOrNil("defaultSystem")
    alternation = try fields.choice("alternation")
    tools = try fields.flag("tools")
    scope = fields.isNull("scope") ? nil : try fields.text("scope")
    if turnEnd.isEmpty { throw fields.wrong(fields["turnEnd"], "no text ends an assistant's turn; one is needed") }
    if emitsBOS, tokenizer.bos == nil {
      throw TrainPackError(
        .profileInconsistent, "the template writes the token that begins a text, but the tokenizer names none",
        at: fields["emitsBOS"].location, fix: "name tokenizer.bos, or write false here")
    }
    if system == .reject, defaultSystem != nil {
      throw TrainPackError(
        .profileInconsistent, "the template rejects a system prompt, but has one by default",
        at: fields["defaultSystem"].location, fix: "write null here, or correct \"system\"")
    }
  }
}
