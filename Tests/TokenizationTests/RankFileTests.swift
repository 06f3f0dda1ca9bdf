import Diagnostics
import TestSupport
import Testing

@testable import Tokenization

@Suite("Rank files")
struct RankFileTests {
  private func read(_ text: [UInt8], limits: Limits = Limits()) throws -> RankFile {
    try RankFile(text.span, path: "x.tiktoken", limits: limits)
  }

  private func lines(_ extra: String...) throws -> [UInt8] {
    try TestData.fixture("tiny.tiktoken") + extra.joined(separator: "\n").utf8
  }

  @Test("a rank file gives every token its rank as id")
  func reads() throws {
    let table = try read(TestData.fixture("tiny.tiktoken")).table
    #expect(table.count == 560)
    #expect(table.idCount == 560)
    for id in Int32(0)..<560 {
      let token = Array(try #require(table.bytes(of: id)))
      #expect(table.id(of: token.span.bytes, start: 0, length: token.count) == id)
    }
    #expect(table.bytes(of: 560) == nil)
    #expect(table.bytes(of: -1) == nil)
  }

  @Test("empty lines, carriage returns and a missing last line feed change nothing")
  func lineEnds() throws {
    let plain = try TestData.fixture("tiny.tiktoken")
    let text = String(decoding: plain, as: UTF8.self)
    let variants = [
      text.split(separator: "\n").joined(separator: "\r\n"), text.split(separator: "\n").joined(separator: "\n\n"),
      "\n" + text,
    ]
    for variant in variants { #expect(try read(Array(variant.utf8)).table.count == 560) }
  }

  @Test(
    "a line that is no token and rank is an error with its line",
    arguments: [
      "YWE=", "YWE= ", "YWE= x", "YWE= -1", "YWE= 1 2", "YWE 9", "YW= 9", "Y!E= 9", "YWF= 9", "= 9", " 9", "YWE=\t9",
    ])
  func corruptLine(line: String) throws {
    do {
      _ = try read(lines(line))
      Issue.record("no error")
    } catch let error as TrainPackError {
      #expect(error.code == .vocabularyCorruptRanks)
      #expect(error.location?.line == 561)
    }
  }

  @Test("equal tokens, equal ranks, missing bytes and ids beyond the limit are told apart")
  func inconsistent() throws {
    #expect(thrownCode { _ = try read(lines("YQ== 600")) } == "vocabulary.duplicate-token")
    #expect(thrownCode { _ = try read(lines("enp6enp6eno= 5")) } == "vocabulary.duplicate-id")
    #expect(thrownCode { _ = try read(lines("enp6enp6eno= 4194304")) } == "limits.exceeded")
    #expect(thrownCode { _ = try read(lines("enp6enp6eno= 9999999999")) } == "limits.exceeded")
    #expect(thrownCode { _ = try read(Array("YQ== 0\n".utf8)) } == "vocabulary.missing-byte")
    var limits = Limits()
    limits.maximumTokenBytes = 4
    #expect(thrownCode { _ = try read(lines("enp6enp6eno= 600"), limits: limits) } == "limits.exceeded")
  }

  @Test("ids without a token are stated as gaps")
  func gaps() throws {
    let file = try VocabularyFile(path: "x", bytes: lines("enp6enp6eno= 570"))
    let vocabulary = try file.makeTokenizer(TokenizerOptions(pattern: .gpt2)).vocabulary
    #expect(vocabulary.gaps == [560..<570])
    #expect(vocabulary.size == 571)
    #expect(vocabulary.kind(of: 565) == nil)
    #expect(vocabulary.piece(of: 570) == Array("zzzzzzzz".utf8))
  }

  @Test("every cut and every changed byte of a rank file gives an error or a vocabulary")
  func damage() throws {
    let whole = Array(try TestData.fixture("tiny.tiktoken"))
    var readable = 0
    for count in stride(from: 0, to: whole.count, by: 7) {
      if thrownCode({ _ = try read(Array(whole[..<count])) }) == nil { readable += 1 }
    }
    var generator = SeededGenerator(seed: 11)
    for offset in stride(from: 0, to: whole.count, by: 5) {
      var changed = whole
      changed[offset] ^= UInt8.random(in: 1...255, using: &generator)
      if thrownCode({ _ = try read(changed) }) == nil { readable += 1 }
    }
    #expect(readable > 0)
  }

  @Test("tokens of more than fifteen bytes are found by all their bytes")
  func longTokens() throws {
    var table = TokenTable(capacity: 4)
    let first = Array("0123456789abcdefghij".utf8)
    var second = first
    second[10] = 0
    #expect(table.insert(first.span, id: 0) == nil)
    #expect(table.insert(second.span, id: 1) == nil)
    #expect(table.insert(first.span, id: 2) == 0)
    #expect(table.id(of: second.span.bytes, start: 0, length: 20) == 1)
    #expect(table.id(of: first.span.bytes, start: 0, length: 19) == -1)
    #expect(table.id(of: ([1] + first).span.bytes, start: 1, length: 20) == 0)
  }

  @Test("base64 is strict")
  func base64() {
    func decode(_ text: String) -> [UInt8]? {
      var output: [UInt8] = []
      let bytes = Array(text.utf8)
      return Base64.Decoder().decode(bytes.span, 0..<bytes.count, into: &output) ? output : nil
    }
    #expect(decode("YWJj") == Array("abc".utf8))
    #expect(decode("YWI=") == Array("ab".utf8))
    #expect(decode("/+8=") == [0xFF, 0xEF])
    for bad in ["Y", "YW", "YWJ", "====", "Y===", "YW=J", "YWI=YWI=", "YW J", "YWJ="] { #expect(decode(bad) == nil) }
  }
}
