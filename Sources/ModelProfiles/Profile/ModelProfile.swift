import Diagnostics
import StrictJSON

/// What TrainPack has to know about a model, as validated data.
///
/// Source: `ModelProfiles/schema.json` describes the file.
public struct ModelProfile: Hashable, Sendable {
  /// The name that a user types: lower case, unique among all profiles.
  public var id: String
  /// Other names, such as the model's repository on the Hugging Face Hub.
  public var aliases: [String]
  public var family: String
  /// The model's licence.
  public var licence: String
  /// `nil` for a profile that stands for many models.
  public var architecture: ModelArchitecture?
  public var context: ContextLengths
  public var tokenizer: TokenizerDescription
  public var template: TemplateDescription
  public var oracle: ProfileOracle
  public var selfTest: SelfTestSamples
  public var provenance: [ProvenanceNote]
  public var conflicts: [ProfileConflict]
  /// The file that it was read from.
  public var path: String

  /// The schema that a profile names.
  public static let schema = "trainpack/model-profile/1"

  /// Reads and checks a profile.
  ///
  /// - Parameters:
  ///   - bytes: The JSON text.
  ///   - path: Its file, for errors and for finding the template beside it.
  /// - Throws: `profile.invalid`, `profile.unknown-field`, `profile.inconsistent`, all with line and JSON pointer; the
  ///   `json.…` codes when it is no JSON.
  public init(reading bytes: [UInt8], path: String) throws {
    let document = try JSONReader().read(bytes, at: InputLocation(source: path, line: 1, column: 1, byteOffset: 0))
    let fields = try ObjectFields(
      document.root,
      keys: [
        "schema", "id", "aliases", "family", "licence", "architecture", "context", "tokenizer", "template", "oracle",
        "selfTest", "provenance", "conflicts",
      ], codes: .profile)
    let schema = try fields.text("schema")
    guard schema.utf8.elementsEqual(Self.schema.utf8) else {
      throw fields.wrong(fields["schema"], "the schema is \"\(schema)\"; this version reads \"\(Self.schema)\"")
    }
    self.path = path
    id = try Self.identifier(fields)
    aliases = try Self.aliases(fields)
    family = try fields.text("family")
    licence = try fields.text("licence")
    architecture = fields.isNull("architecture") ? nil : try ModelArchitecture(reading: fields["architecture"])
    context = try ContextLengths(reading: fields["context"])
    let tokenizer = try TokenizerDescription(reading: fields["tokenizer"])
    self.tokenizer = tokenizer
    template = try TemplateDescription(reading: fields["template"], tokenizer: tokenizer)
    oracle = try ProfileOracle(reading: fields["oracle"])
    selfTest = try SelfTestSamples(reading: fields["selfTest"], embeddingSize: tokenizer.embeddingSize)
    provenance = try fields.elements("provenance").map { try ProvenanceNote(reading: $0, of: document) }
    conflicts = try fields.elements("conflicts").map { try ProfileConflict(reading: $0, of: document) }
  }

  /// Opens, reads and checks a profile.
  ///
  /// - Throws: `profile.unreadable`, and what `init(reading:path:)` throws.
  public static func open(_ path: String) throws -> ModelProfile {
    try ModelProfile(reading: try BoundedFile.contents(of: path, code: .profileUnreadable), path: path)
  }

  /// The template's file.
  public var templatePath: String { FilePaths.join(FilePaths.folder(of: path), template.file) }

  private static func identifier(_ fields: ObjectFields) throws -> String {
    let text = try fields.text("id")
    func isLetterOrDigit(_ byte: UInt8) -> Bool { (0x30...0x39) ~= byte || (0x61...0x7A) ~= byte }
    let isIdentifier =
      text.utf8.first.map(isLetterOrDigit) == true
      && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
    guard isIdentifier else {
      throw fields.wrong(fields["id"], "\"\(text)\" is not an id: lower-case letters, digits, '.', '_' and '-'")
    }
    return text
  }

  private static func aliases(_ fields: ObjectFields) throws -> [String] {
    var seen: Set<[UInt8]> = []
    return try fields.elements("aliases").map { value in
      let alias = try fields.text(value)
      guard seen.insert(Array(alias.utf8)).inserted else {
        throw TrainPackError(
          .profileInconsistent, "the alias \"\(alias)\" is listed twice", at: value.location, fix: "list it once")
      }
      return alias
    }
  }
}
