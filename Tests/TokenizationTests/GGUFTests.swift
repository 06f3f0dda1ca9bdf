import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Tokenization

@Suite("GGUF vocabularies")
struct GGUFTests {
  private static func bytes(_ name: String) throws -> [UInt8] { try TestData.fixture("gguf/\(name).gguf") }

  private static func tokenizer(_ bytes: [UInt8]) throws -> any Tokenizer {
    try VocabularyFile(path: "t.gguf", bytes: bytes).makeTokenizer()
  }

  /// The tokens of a text in which special tokens are read as text, as llama.cpp gives them without `parse_special`.
  static func tokens(_ text: [UInt8], _ tokenizer: any Tokenizer) throws -> TokenBuffer {
    let encoder = tokenizer.makeEncoder()
    let matcher = AddedTokenMatcher(tokenizer.vocabulary.addedTokens)
    var tokens = TokenBuffer()
    var start = 0
    var count = 0
    func encode(to end: Int) throws {
      let boundary: TextBoundary = start == 0 ? .textStart : .afterSpecialToken
      let part = text.span.extracting(start..<end)
      try encoder.encode(part, boundary: boundary, offset: start, into: &tokens)
      count += try encoder.count(part, boundary: boundary)
    }
    for match in matcher.matches(in: text.span, specialTokensIn: []) {
      try encode(to: match.taken.lowerBound)
      let end = Int32(clamping: match.range.upperBound)
      tokens.append(match.token.id, start: Int32(clamping: match.range.lowerBound), end: end)
      count += 1
      start = match.taken.upperBound
    }
    try encode(to: text.count)
    #expect(count == tokens.count)
    return tokens
  }

  /// The file with another `tokenizer.ggml.pre`.
  private static func renamed(_ bytes: [UInt8], _ name: String) throws -> [UInt8] {
    let key = Array("tokenizer.ggml.pre".utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: key) }) + key.count + 4
    let length = UInt64(name.utf8.count)
    let written = (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(8 * $0)) } + Array(name.utf8)
    return Array(bytes[..<start]) + written + Array(bytes[(start + 8 + Int(bytes[start]))...])
  }

  @Test("ids equal llama.cpp's on the committed answers, for every kind of vocabulary and way of cutting text")
  func answers() throws {
    var tokenizers: [String: any Tokenizer] = [:]
    for line in try TestData.fixture("gguf/answers.tsv").split(separator: 0x0A) {
      let parts = line.split(separator: 0x09, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      let key = parts[0] + " " + parts[1]
      if tokenizers[key] == nil {
        let bytes = try Self.bytes(parts[0])
        tokenizers[key] = try Self.tokenizer(parts[1].isEmpty ? bytes : Self.renamed(bytes, parts[1]))
      }
      let tokenizer = try #require(tokenizers[key])
      let digits = Array(parts[2].utf8)
      let text = stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
      }
      let tokens = try Self.tokens(text, tokenizer)
      #expect(tokens.ids == parts[3].split(separator: ",").compactMap { Int32($0) }, "\(key): \(quoted(text))")
      for range in tokens.ranges {
        #expect(range.lowerBound <= range.upperBound && Int(range.upperBound) <= text.count)
        for end in [range.lowerBound, range.upperBound] where Int(end) < text.count {
          #expect(!UTF8Text.isContinuation(text[Int(end)]), "\(key): \(quoted(text))")
        }
      }
    }
    #expect(tokenizers.count == 37)
  }

  @Test(
    "ids equal the answers beside llama.cpp's own vocabularies",
    arguments: ["llama-spm", "phi-3", "gpt-2", "falcon", "qwen2", "llama-bpe"])
  func pairs(name: String) throws {
    let test = "ids equal the answers beside llama.cpp's own vocabularies"
    let path = "data/vocabularies/gguf/ggml-vocab-\(name).gguf"
    guard let file = TestData.sharedFile(path, test, "the vocabulary \(name)"),
      let input = TestData.sharedFile(path + ".inp", test, "its texts"),
      let output = TestData.sharedFile(path + ".out", test, "its answers")
    else { return }
    let tokenizer = try VocabularyFile.open(file).makeTokenizer()
    let texts = String(decoding: try TestData.bytes(input), as: UTF8.self)
      .components(separatedBy: "\n__ggml_vocab_test__\n")
    let answers = String(decoding: try TestData.bytes(output), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(texts.count > 40 && texts.count <= answers.count)
    for (text, answer) in zip(texts, answers) {
      let ids = try Self.tokens(Array(text.utf8), tokenizer).ids
      #expect(ids == answer.split(separator: " ").compactMap { Int32($0) }, "\(name): \(text)")
    }
  }

  @Test("the tokens around a text are those that the file names, or that llama.cpp takes for them")
  func sequences() throws {
    #expect(try Self.tokenizer(Self.bytes("scored")).vocabulary.sequenceTokens == SequenceTokens(before: [1]))
    #expect(try Self.tokenizer(Self.bytes("unigram")).vocabulary.sequenceTokens == SequenceTokens(after: [1]))
    #expect(
      try Self.tokenizer(Self.bytes("wordpiece")).vocabulary.sequenceTokens == SequenceTokens(before: [2], after: [3]))
    #expect(try Self.tokenizer(Self.bytes("merges")).vocabulary.sequenceTokens == SequenceTokens())
    let llama = try Self.tokenizer(Self.renamed(Self.bytes("merges"), "llama-bpe")).vocabulary
    #expect(llama.sequenceTokens == SequenceTokens(before: [11]))
    // Gemma's begins texts whatever the file says.
    #expect(try Self.tokenizer(Self.bytes("plain")).vocabulary.sequenceTokens == SequenceTokens(before: [2]))
  }

  @Test("a user-defined token is matched everywhere, a control token where it may be")
  func addedTokens() throws {
    let vocabulary = try Self.tokenizer(Self.bytes("merges")).vocabulary
    let special = vocabulary.addedTokens.map { "\(String(decoding: $0.text, as: UTF8.self)) \($0.isSpecial)" }
    #expect(special == ["<|endoftext|> true", "the the false"])
  }

  @Test("bytes that a vocabulary lacks get no token, as llama.cpp has it")
  func missingBytes() throws {
    let tokenizer = try Self.tokenizer(Self.bytes("incomplete"))
    let tokens = try tokenizer.makeEncoder().encode(Array("a\u{3}é".utf8))
    #expect(tokens.ranges == [0..<1, 2..<4])
    #expect(try tokenizer.makeEncoder().count(Array("a\u{3}é".utf8)) == 2)
  }

  @Test("a name of a pre-tokenizer that is not known is an error, and so is a kind of vocabulary")
  func unknown() throws {
    #expect(
      thrownCode { _ = try Self.tokenizer(Self.renamed(Self.bytes("merges"), "gpt-9")) }
        == "tokenization.pattern-unknown")
    let bytes = try Self.bytes("merges")
    let key = Array("tokenizer.ggml.model".utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: key) }) + key.count + 12
    var changed = bytes
    changed.replaceSubrange(start..<start + 4, with: "none".utf8)
    #expect(thrownCode { _ = try Self.tokenizer(changed) } == "vocabulary.unsupported-setting")
    changed.replaceSubrange(start..<start + 4, with: "mine".utf8)
    #expect(thrownCode { _ = try Self.tokenizer(changed) } == "vocabulary.unsupported-setting")
  }

  @Test("versions and byte orders that are not read are named")
  func versions() throws {
    var bytes = try Self.bytes("merges")
    bytes[4] = 2
    #expect(throws: Never.self) { try Self.tokenizer(bytes) }
    bytes[4] = 1
    #expect(thrownCode { _ = try Self.tokenizer(bytes) } == "vocabulary.unsupported-format")
    bytes.replaceSubrange(4..<8, with: [0, 0, 0, 3])
    #expect(thrownCode { _ = try Self.tokenizer(bytes) } == "vocabulary.unsupported-format")
  }

  @Test("a header that claims more than the file has is an error, and costs no memory")
  func claims() throws {
    func little(_ number: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }
    func file(_ count: UInt64, _ rest: [UInt8]) -> [UInt8] {
      Array("GGUF".utf8) + little(3, 4) + little(0, 8) + little(count, 8) + rest
    }
    let key = little(1, 8) + [UInt8(ascii: "k")]
    var nested = key + little(9, 4)
    for _ in 0..<200 { nested += little(9, 4) + little(1, 8) }
    let huge: [UInt64] = [1 << 63, .max, 1 << 40, 1_000_000]
    var files = [file(1, nested), file(1, key + little(99, 4)), file(2, key + little(7, 4) + [1])]
    for count in huge {
      files += [
        file(count, []), file(1, little(count, 8)), file(1, key + little(8, 4) + little(count, 8)),
        file(1, key + little(9, 4) + little(8, 4) + little(count, 8)),
        file(1, key + little(9, 4) + little(12, 4) + little(count, 8)),
        file(1, key + little(9, 4) + little(9, 4) + little(count, 8)),
      ]
    }
    for bytes in files { #expect(thrownCode { _ = try Self.tokenizer(bytes) } == "vocabulary.corrupt-gguf") }
    #expect(thrownCode { _ = try Self.tokenizer(file(0, [])) } == "vocabulary.unsupported-setting")
  }

  @Test("of a whole model only the metadata is read")
  func front() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gguf").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = try Self.bytes("merges")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    // The tensors behind it, as a hole of many gigabytes.
    #expect(truncate(path, 40 << 30) == 0)
    let file = try VocabularyFile.open(path)
    #expect(file.bytes == bytes)
    #expect(try file.makeTokenizer().vocabulary.size == Self.tokenizer(bytes).vocabulary.size)
  }

  static let files = ["scored", "plain", "wordpiece", "unigram", "longest", "merges"]

  @Test("a file that is cut off anywhere is an error", arguments: files)
  func truncations(name: String) throws {
    let bytes = try Self.bytes(name)
    for count in 0..<bytes.count where count < 400 || count % 7 == 0 || count > bytes.count - 100 {
      let code = thrownCode { _ = try Self.tokenizer(Array(bytes.prefix(count))) }
      let expected = count < 4 ? ["vocabulary.unknown-format"] : ["vocabulary.corrupt-gguf"]
      #expect(expected.contains(code ?? ""), "\(count) bytes: \(code ?? "no error")")
    }
  }

  @Test("a file with a changed byte is an error, or a vocabulary that encodes", arguments: files)
  func changedBytes(name: String) throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let bytes = try Self.bytes(name)
    let text = Array("Hello, the the café\u{301} 中文 12 \n\n x\u{3} <s>".utf8)
    for _ in 0..<150 {
      var changed = bytes
      let place = Int.random(in: 0..<(Bool.random(using: &generator) ? 600 : bytes.count), using: &generator)
      changed[place] = UInt8.random(in: 0...255, using: &generator)
      guard let tokenizer = try? Self.tokenizer(changed) else { continue }
      let tokens = try Self.tokens(text, tokenizer)
      for range in tokens.ranges {
        #expect(range.lowerBound >= 0 && range.upperBound <= text.count, "seed \(seed), byte \(place)")
      }
      _ = try tokenizer.vocabulary.decode(tokens.ids)
    }
  }
}
