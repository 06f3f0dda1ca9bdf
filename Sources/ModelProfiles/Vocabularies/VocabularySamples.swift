import Diagnostics
import StrictJSON

/// Texts with the ids that the reference library of each vocabulary gives them.
///
/// What spells a special token is ordinary text in them. `Tools/vocabulary_samples.py` makes the file.
public struct VocabularySamples: Hashable, Sendable {
  /// One text.
  public struct Sample: Hashable, Sendable {
    /// What is tricky in it.
    public var name: String
    public var text: [UInt8]
    public var ids: [Int32]
    /// The text that the reference makes of `ids`: `text` itself, where its normalizer changes nothing.
    public var decoded: [UInt8]
  }

  /// The samples of one vocabulary.
  public struct Group: Hashable, Sendable {
    public var name: String
    /// Of the vocabulary's file, in lower-case hexadecimal.
    public var sha256: String
    /// The library that gave the ids, with its version.
    public var reference: String
    public var samples: [Sample]
  }

  public var vocabularies: [Group]

  static let schema = "trainpack/vocabulary-samples/1"
  static let fileName = "samples.json"

  /// Returns the samples of the file with this sha256.
  public func group(sha256: String) -> Group? { vocabularies.first { $0.sha256 == sha256 } }
}

extension VocabularySamples {
  /// - Throws: `vocabulary.samples-invalid`; the `json.…` codes when it is no JSON.
  init(reading bytes: [UInt8], path: String) throws {
    let document = try JSONReader().read(bytes, at: InputLocation(source: path, line: 1, column: 1, byteOffset: 0))
    let fields = try ObjectFields(document.root, keys: ["schema", "vocabularies"], codes: .vocabularySamples)
    guard try fields.text("schema").utf8.elementsEqual(Self.schema.utf8) else {
      throw fields.wrong(fields["schema"], "the schema of these samples is not \"\(Self.schema)\"")
    }
    vocabularies = try fields.elements("vocabularies").map { try Group(reading: $0) }
  }
}

extension VocabularySamples.Group {
  fileprivate init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value, keys: ["name", "sha256", "reference", "samples"], codes: .vocabularySamples)
    name = try fields.text("name")
    sha256 = try fields.sha256("sha256")
    reference = try fields.text("reference")
    samples = try fields.elements("samples").map { try VocabularySamples.Sample(reading: $0) }
  }
}

extension VocabularySamples.Sample {
  fileprivate init(reading value: JSONValue) throws {
    let fields = try ObjectFields(value, keys: ["name", "text", "ids", "decoded"], codes: .vocabularySamples)
    name = try fields.text("name")
    text = Array(try fields.anyText(fields["text"]).utf8)
    ids = try fields.elements("ids").map { try fields.tokenID($0) }
    decoded = try fields.textOrNil("decoded").map { Array($0.utf8) } ?? text
  }
}
