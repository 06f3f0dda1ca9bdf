import Diagnostics
import Foundation
import Testing

@testable import Tokenization

/// Where tests find their files.
enum TestData {
  static let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let shared = packageRoot.deletingLastPathComponent().appendingPathComponent("shared")

  static func fixturePath(_ name: String) -> String {
    packageRoot.appendingPathComponent("Tests/TokenizationTests/Fixtures/\(name)").path
  }

  static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

  static func fixture(_ name: String) throws -> [UInt8] { try bytes(fixturePath(name)) }

  /// A real vocabulary: the package's own, one that was fetched into the user's data folder, else one of the shared
  /// material; `nil` with a line in the output otherwise.
  static func vocabulary(_ name: String, _ test: String) -> String? {
    let own = packageRoot.appendingPathComponent("Vocabularies/\(name)").path
    let environment = ProcessInfo.processInfo.environment
    let data = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share"
    for path in [own, "\(data)/trainpack/Vocabularies/\(name)"] where FileManager.default.fileExists(atPath: path) {
      return path
    }
    let folder =
      name.hasSuffix(".model")
      ? "sentencepiece" : name.hasPrefix("tekken") ? "tekken" : name.hasSuffix(".json") ? "huggingface" : "tiktoken"
    return sharedFile("data/vocabularies/\(folder)/\(name)", test, "the vocabulary \(name)")
  }

  /// A file of the shared material, or `nil` with a line in the output.
  static func sharedFile(_ path: String, _ test: String, _ what: String) -> String? {
    let full = shared.appendingPathComponent(path).path
    if FileManager.default.fileExists(atPath: full) { return full }
    print("SKIPPED (no ../shared): \(test): \(what)")
    return nil
  }

  static func tokenizer(_ fixture: String, _ options: TokenizerOptions = TokenizerOptions()) throws -> any Tokenizer {
    try VocabularyFile.open(fixturePath(fixture)).makeTokenizer(options)
  }
}

/// One line of `answers.tsv`.
struct ReferenceAnswer {
  var name: String
  var text: [UInt8]
  var ids: [Int32]
  /// `nil` where the reference gives none.
  var ranges: [Range<Int32>]?

  static func all() throws -> [ReferenceAnswer] {
    try TestData.fixture("answers.tsv").split(separator: 0x0A).map { line in
      ReferenceAnswer(
        fields: line.split(separator: 0x09, omittingEmptySubsequences: false)
          .map { String(decoding: $0, as: UTF8.self) })
    }
  }

  /// An answer as a line of a file has it: a name, the text in hexadecimal, ids, ranges.
  init(fields: [String]) {
    name = fields[0]
    text = Self.bytes(ofHexadecimal: fields[1])
    ids = fields[2].split(separator: ",").compactMap { Int32($0) }
    let found = fields[3].split(separator: ",").compactMap { pair -> Range<Int32>? in
      let ends = pair.split(separator: "-").compactMap { Int32($0) }
      return ends.count == 2 ? ends[0]..<ends[1] : nil
    }
    ranges = found.count == ids.count && !ids.isEmpty ? found : nil
  }

  static func bytes(ofHexadecimal text: String) -> [UInt8] {
    let digits = Array(text.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
  }
}

extension TokenBuffer {
  /// The ranges as one array.
  var ranges: [Range<Int32>] { zip(starts, ends).map { $0..<$1 } }
}

/// Runs `body` and returns the code of the error that it throws.
func thrownCode(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as TrainPackError {
    return error.fix.isEmpty || error.message.isEmpty ? "error without words" : error.code.id
  } catch {
    return "\(error)"
  }
}
