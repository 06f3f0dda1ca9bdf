import Diagnostics
import Foundation
import Testing

@testable import Tokenization

@Suite("vocabularies in separate files")
struct SeparateFilesTests {
  /// A folder with these files, which goes when the test ends.
  private final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
      path = NSTemporaryDirectory() + "separate-files-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func tokenizer(_ name: String) throws -> any Tokenizer {
      try VocabularyFile.open("\(path)/\(name)").makeTokenizer()
    }

    func ids(_ text: String, _ name: String) throws -> [Int32] {
      try tokenizer(name).makeEncoder().encode(Array(text.utf8)).ids
    }

    func code(_ name: String) -> String? { thrownCode { _ = try tokenizer(name) } }
  }

  private static let vocabulary: String = {
    let tiny = TinyTokenizerJSON()
    let members = (tiny.tokens + ["<|endoftext|>"]).enumerated().map { index, token in
      #""\#(token == "\"" || token == "\\" ? "\\" + token : token)":\#(index)"#
    }
    return "{" + members.joined(separator: ",") + "}"
  }()

  private static let merges = "#version: 0.2\na b\nb c\nab c\nĠ a\na a\n"

  @Test("either file of a pair is enough to find the other one, under its prefix or none")
  func pairs() throws {
    for names in [
      ("vocab.json", "merges.txt"), ("gpt2-vocab.json", "gpt2-merges.txt"), ("my-vocab.json", "merges.txt"),
    ] {
      let folder = try Folder([names.0: Self.vocabulary, names.1: Self.merges])
      #expect(try folder.ids("abc aa", names.0) == [258, 259, 0x61])
      if names.0 != "my-vocab.json" { #expect(try folder.ids("abc aa", names.1) == [258, 259, 0x61]) }
    }
    let tokenizer = try Folder(["vocab.json": Self.vocabulary, "merges.txt": Self.merges]).tokenizer("vocab.json")
    #expect(tokenizer.vocabulary.addedTokens.map(\.id) == [261])
  }

  @Test("a file whose partner is not there is an error that names it")
  func missing() throws {
    let folder = try Folder(["gpt2-vocab.json": Self.vocabulary])
    #expect(folder.code("gpt2-vocab.json") == "vocabulary.missing-file")
    #expect(try Folder(["merges.txt": Self.merges]).code("merges.txt") == "vocabulary.missing-file")
  }

  @Test(
    "damage is told at its place in the file that has it",
    arguments: [
      ("#version: 0.2\na b\nabc\n", "merges.txt", 3), ("#version: 0.2\na b c\n", "merges.txt", 2),
      ("#version: 0.2\na b\n\nb c\n", "merges.txt", 3), ("#version: 0.2\na b\nb q\n", "merges.txt", 3),
    ])
  func damage(merges: String, name: String, line: Int) throws {
    let folder = try Folder(["vocab.json": Self.vocabulary, "merges.txt": merges])
    var error: TrainPackError?
    do { _ = try folder.tokenizer("vocab.json") } catch let thrown as TrainPackError { error = thrown }
    #expect(error?.code == .vocabularyCorruptJSON && error?.location?.line == line)
    #expect(error?.location?.source.hasSuffix(name) == true)
  }

  @Test("the settings beside the files say how text is cut")
  func settings() throws {
    var files = ["vocab.json": Self.vocabulary, "merges.txt": Self.merges]
    files["tokenizer_config.json"] = #"{"tokenizer_class":"GPT2TokenizerFast","add_prefix_space":true}"#
    #expect(try Folder(files).ids("abc", "vocab.json") == [0x20, 258])
    files["tokenizer_config.json"] = #"{"tokenizer_class":"BlenderbotSmallTokenizer"}"#
    #expect(try Folder(files).code("vocab.json") == "vocabulary.unsupported-setting")
    files["tokenizer_config.json"] = #"{"tokenizer_class":7}"#
    #expect(try Folder(files).code("vocab.json") == "vocabulary.corrupt-json")
  }

  private static let words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\n##s\nworld\n,\nhello\n"

  @Test("a list of WordPiece tokens makes capitals small unless it has tokens with capitals")
  func wordPiece() throws {
    let small = try Folder(["vocab.txt": Self.words])
    // Of a token that is listed twice the later line counts.
    #expect(try small.ids("Hellos, WORLD x", "vocab.txt") == [8, 5, 7, 6, 1])
    #expect(try small.tokenizer("vocab.txt").vocabulary.sequenceTokens == SequenceTokens(before: [2], after: [3]))
    let large = try Folder(["vocab.txt": Self.words + "World\n"])
    #expect(try large.ids("Hello World", "vocab.txt") == [1, 9])
    let told = try Folder(["vocab.txt": Self.words + "World\n", "tokenizer_config.json": #"{"do_lower_case":true}"#])
    #expect(try told.ids("Hello World", "vocab.txt") == [8, 6])
  }

  @Test("lines may end with a carriage return, and the list may begin with any token")
  func lineEnds() throws {
    let folder = try Folder(["vocab.txt": "the\r\n[UNK]\r\n##re\r\n"])
    #expect(try folder.ids("there the q", "vocab.txt") == [0, 2, 0, 1])
  }
}
