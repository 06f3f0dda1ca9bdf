import Diagnostics
import Testing

@testable import Tokenization

@Suite("Byte-level tokenizers")
struct BytePairTokenizerTests {
  @Test("ids and ranges equal the references' on the committed answers", arguments: PretokenizerPattern.allCases)
  func answers(pattern: PretokenizerPattern) throws {
    let encoder = try TestData.tokenizer("tiny.tiktoken", TokenizerOptions(pattern: pattern)).makeEncoder()
    for answer in try ReferenceAnswer.all() where answer.name == pattern.rawValue {
      for boundary in [TextBoundary.textStart, .afterSpecialToken] {
        let tokens = try encoder.encode(answer.text, boundary: boundary)
        #expect(tokens.ids == answer.ids, "\(quoted(answer.text))")
        #expect(try encoder.count(answer.text, boundary: boundary) == answer.ids.count)
      }
    }
  }

  @Test("text is put into NFC first, and ranges are those of the original text")
  func normalized() throws {
    let options = TokenizerOptions(pattern: .qwen2, normalization: .composedCanonical)
    let encoder = try TestData.tokenizer("tiny.tiktoken", options).makeEncoder()
    for answer in try ReferenceAnswer.all() where answer.name == "qwen2-nfc" {
      let tokens = try encoder.encode(answer.text)
      #expect(tokens.ids == answer.ids, "\(quoted(answer.text))")
      if let ranges = answer.ranges { #expect(tokens.ranges == ranges, "\(quoted(answer.text))") }
      #expect(try encoder.count(answer.text) == answer.ids.count)
    }
  }

  @Test("ranges hold whole characters, cover the text in order and move with the offset")
  func ranges() throws {
    let tokenizer = try TestData.tokenizer("tiny.tiktoken", TokenizerOptions(pattern: .cl100k))
    let encoder = tokenizer.makeEncoder()
    for answer in try ReferenceAnswer.all() where answer.name == "cl100k" {
      var tokens = TokenBuffer()
      tokens.append(7, start: 0, end: 1)
      try encoder.encode(answer.text.span, boundary: .textStart, offset: 1_000, into: &tokens)
      #expect(tokens.ids.first == 7)
      var covered: Int32 = 1_000
      for range in tokens.ranges.dropFirst() {
        #expect(range.lowerBound <= covered && range.upperBound >= covered && !range.isEmpty)
        covered = range.upperBound
        for edge in [range.lowerBound, range.upperBound] {
          let offset = Int(edge) - 1_000
          #expect(offset == answer.text.count || !UTF8Text.isContinuation(answer.text[offset]))
        }
      }
      #expect(Int(covered) == 1_000 + answer.text.count)
      #expect(try tokenizer.vocabulary.decode(tokens.ids.dropFirst()) == answer.text)
    }
  }

  @Test("invalid UTF-8 is an error that names the byte, and nothing is appended")
  func invalid() throws {
    let encoder = try TestData.tokenizer("tiny.tiktoken", TokenizerOptions(pattern: .cl100k)).makeEncoder()
    let bad: [([UInt8], Int)] = [
      ([0x61, 0xFF], 1), ([0xC3], 0), ([0x61, 0x62, 0xED, 0xA0, 0x80], 2), ([0xC0, 0x80], 0),
      ([0xF4, 0x90, 0x80, 0x80], 0),
      ([0xE4, 0xB8], 0), ([0x80], 0), (Array("0123456789".utf8) + [0xE4, 0xB8, 0x41], 10),
      ([0xF0, 0x80, 0x80, 0x80], 0),
    ]
    for (text, offset) in bad {
      var tokens = TokenBuffer()
      do {
        try encoder.encode(text.span, boundary: .textStart, offset: 0, into: &tokens)
        Issue.record("no error for \(text)")
      } catch let error as TrainPackError {
        #expect(error.code == .textNotUTF8)
        #expect(error.message.contains("byte \(offset) of"))
      }
      #expect(tokens.isEmpty)
      #expect(thrownCode { _ = try encoder.count(text) } == "tokenization.text-not-utf8")
    }
  }

  @Test("an offset that does not fit 32 bits is a limit, not a trap")
  func offsetLimit() throws {
    let encoder = try TestData.tokenizer("tiny.tiktoken", TokenizerOptions(pattern: .gpt2)).makeEncoder()
    let text = Array("ab".utf8)
    for offset in [Int(Int32.max) - 1, Int.max, -1] {
      var tokens = TokenBuffer()
      #expect(
        thrownCode { try encoder.encode(text.span, boundary: .textStart, offset: offset, into: &tokens) }
          == "limits.exceeded")
    }
    var tokens = TokenBuffer()
    try encoder.encode(text.span, boundary: .textStart, offset: Int(Int32.max) - 2, into: &tokens)
    #expect(tokens.ends.last == Int32.max)
  }

  @Test("the character classes have the reference's Unicode version")
  func classes() {
    let map = CodePointMap(runs: CompactNumbers.decode(CharacterClassTables.runs))
    func count(_ flag: UInt8) -> Int {
      (0..<UInt32(0x110000)).reduce(0) { $0 + (map.value(of: $1) & flag != 0 ? 1 : 0) }
    }
    #expect(count(CharacterClasses.letter) == 141_028)
    #expect(count(CharacterClasses.number) == 1_911)
    #expect(count(CharacterClasses.whitespace) == 25)
    #expect(map.value(of: 0x41) == CharacterClasses.letter | CharacterClasses.upperSide)
    #expect(map.value(of: 0x10FFFF) == 0)
  }
}
