import Diagnostics
import StrictJSON

/// The vocabularies of one folder, as its `index.json` lists them.
public struct VocabularyIndex: Hashable, Sendable {
  public var entries: [VocabularyEntry]

  static let schema = "trainpack/vocabularies/1"
  static let fileName = "index.json"

  init(entries: [VocabularyEntry]) {
    self.entries = entries
  }

  /// - Throws: `vocabulary.index-invalid`; the `json.…` codes when it is no JSON.
  init(reading bytes: [UInt8], path: String) throws {
    let document = try JSONReader().read(bytes, at: InputLocation(source: path, line: 1, column: 1, byteOffset: 0))
    let fields = try ObjectFields(document.root, keys: ["schema", "vocabularies"], codes: .vocabularyIndex)
    guard try fields.text("schema").utf8.elementsEqual(Self.schema.utf8) else {
      throw fields.wrong(fields["schema"], "the schema of this index is not \"\(Self.schema)\"")
    }
    entries = []
    for value in try fields.elements("vocabularies") {
      let entry = try VocabularyEntry(reading: value)
      if entries.contains(where: { $0.name == entry.name || $0.file == entry.file }) {
        throw TrainPackError(
          .vocabularyIndexInvalid, "the name \"\(entry.name)\" or its file \"\(entry.file)\" is listed twice",
          at: value.location, fix: "give each vocabulary a name and a file of its own")
      }
      entries.append(entry)
    }
  }

  /// The index as the file holds it.
  var bytes: [UInt8] {
    let value: JSON = ["schema": .text(Self.schema), "vocabularies": .array(entries.map(\.json))]
    return JSONWriter.bytes(of: value) + [UInt8(ascii: "\n")]
  }
}
