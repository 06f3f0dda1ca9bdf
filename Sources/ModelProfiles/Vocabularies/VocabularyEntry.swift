import Diagnostics
import StrictJSON
import Tokenization

/// A vocabulary that TrainPack knows by name.
public struct VocabularyEntry: Hashable, Sendable {
  public enum Format: String, Hashable, Sendable, CaseIterable {
    case sentencepiece, tiktoken, tekken, gguf
    case tokenizerJSON = "tokenizer-json"

    /// The format of a recognised file; `nil` where a vocabulary is more than one file.
    public init?(_ format: VocabularyFormat) {
      switch format {
      case .sentencePiece: self = .sentencepiece
      case .tiktoken: self = .tiktoken
      case .tekken: self = .tekken
      case .huggingFaceJSON: self = .tokenizerJSON
      case .gguf: self = .gguf
      case .gptVocabularyJSON, .gptMerges, .wordPiece: return nil
      }
    }

    /// How the name of such a file ends.
    var fileSuffix: String {
      switch self {
      case .sentencepiece: ".model"
      case .tiktoken: ".tiktoken"
      case .tekken: ".tekken.json"
      case .tokenizerJSON: ".tokenizer.json"
      case .gguf: ".gguf"
      }
    }
  }

  /// The Python package that carries it.
  public struct Source: Hashable, Sendable {
    public enum Distribution: String, Hashable, Sendable, CaseIterable {
      case wheel, sdist
    }

    public var package: String
    public var version: String
    public var distribution: Distribution
    /// The file's path in the distribution.
    public var member: String
    /// What `pip download` needs besides, to get this distribution on any machine.
    public var pipArguments: [String]
  }

  public var name: String
  /// Its file in a folder `Vocabularies`.
  public var file: String
  public var format: Format
  /// The models that read it.
  public var models: [String]
  /// Its licence, an SPDX identifier where there is one.
  public var licence: String
  /// Whether it comes with TrainPack.
  public var isShipped: Bool
  /// In lower-case hexadecimal.
  public var sha256: String
  public var byteCount: Int
  /// `nil` for a file that the user added.
  public var source: Source?
}

extension VocabularyEntry {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value, keys: ["name", "file", "format", "models", "licence", "shipped", "sha256", "bytes", "source"],
      codes: .vocabularyIndex)
    name = try fields.fileName("name")
    file = try fields.fileName("file")
    format = try fields.choice("format")
    models = try fields.elements("models").map { try fields.text($0) }
    licence = try fields.text("licence")
    isShipped = try fields.flag("shipped")
    sha256 = try fields.sha256("sha256")
    byteCount = try fields.positive("bytes")
    source = fields.isNull("source") ? nil : try Source(reading: fields["source"])
  }

  /// The entry as the index holds it.
  var json: JSON {
    let origin = source.map { source -> JSON in
      [
        "package": .text(source.package), "version": .text(source.version),
        "distribution": .text(source.distribution.rawValue), "member": .text(source.member),
        "pipArguments": .array(source.pipArguments.map { .text($0) }),
      ]
    }
    return [
      "name": .text(name), "file": .text(file), "format": .text(format.rawValue),
      "models": .array(models.map { .text($0) }), "licence": .text(licence), "shipped": .bool(isShipped),
      "sha256": .text(sha256), "bytes": .integer(byteCount), "source": origin ?? .null,
    ]
  }
}

extension VocabularyEntry.Source {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value, keys: ["package", "version", "distribution", "member", "pipArguments"], codes: .vocabularyIndex)
    package = try fields.fileName("package")
    version = try fields.fileName("version")
    distribution = try fields.choice("distribution")
    member = try fields.text("member")
    pipArguments = try fields.elements("pipArguments").map { try fields.text($0) }
  }
}
