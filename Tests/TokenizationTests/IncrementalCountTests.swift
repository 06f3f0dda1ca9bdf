import TestSupport
import Testing

@testable import Tokenization

@Suite("Counting text that grows, and stretches of it")
struct IncrementalCountTests {
  private static let bits = [
    "a", "fever", " and", " ", "  ", "\n", "\r\n", "\n\n ", "\t", "'s", "'ll", "'", "0", "123", "4567", ".", "...", "/",
    " (",
    "\u{E9}", "\u{301}", "\u{3B1}\u{3B2}", "\u{4E2D}\u{6587}", "\u{30AB}", "\u{1F600}", "\u{A0}", "\u{2581}",
    "CamelCase",
    "MRI", "\u{1C5}", "_", "==",
  ]

  private static func randomText(_ generator: inout SeededGenerator, count: Int) -> [[UInt8]] {
    (0..<count).map { _ in Array((bits.randomElement(using: &generator) ?? "a").utf8) }
  }

  static let tokenizers: [(name: String, options: TokenizerOptions)] =
    PretokenizerPattern.allCases.map { ("tiny.tiktoken", TokenizerOptions(pattern: $0)) }
    + PrefixRule.allCases.map { ("tiny-bpe.model", TokenizerOptions(prefixRule: $0)) }
    + [("tiny-unigram.model", TokenizerOptions())]

  @Test("a text counted as it grows has at each step the count of the whole", arguments: tokenizers.indices)
  func appending(_ index: Int) throws {
    let (name, options) = Self.tokenizers[index]
    let tokenizer = try TestData.tokenizer(name, options)
    let encoder = tokenizer.makeEncoder()
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<12 {
      var counter = AppendingCounter(tokenizer.makeEncoder())
      for bit in Self.randomText(&generator, count: 60) {
        try counter.append(bit)
        let expected = try encoder.count(counter.text)
        #expect(counter.count == expected, "seed \(seed), \(name), \(options), \(counter.text)")
      }
    }
  }

  @Test("a stretch of a text has the count that it has by itself", arguments: tokenizers.indices)
  func intervals(_ index: Int) throws {
    let (name, options) = Self.tokenizers[index]
    let tokenizer = try TestData.tokenizer(name, options)
    let encoder = tokenizer.makeEncoder()
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<6 {
      let bits = Self.randomText(&generator, count: 200)
      let text = bits.flatMap { $0 }
      let borders = text.indices.filter { !UTF8Text.isContinuation(text[$0]) } + [text.count]
      let intervals = try IntervalCounter(text, encoder: tokenizer.makeEncoder())
      for _ in 0..<60 {
        let first = borders.randomElement(using: &generator) ?? 0
        let second = borders.randomElement(using: &generator) ?? 0
        let range = min(first, second)..<max(first, second)
        let boundary: TextBoundary = Bool.random(using: &generator) ? .textStart : .afterSpecialToken
        let expected = try encoder.count(Array(text[range]), boundary: boundary)
        let found = try intervals.count(range, boundary: boundary)
        #expect(found == expected, "seed \(seed), \(name), \(options), \(range) of \(text)")
      }
    }
  }

  @Test("a count up to a limit is the count, or nothing when there are more", arguments: tokenizers.indices)
  func limits(_ index: Int) throws {
    let (name, options) = Self.tokenizers[index]
    let encoder = try TestData.tokenizer(name, options).makeEncoder()
    var generator = SeededGenerator(seed: 7)
    let text = Self.randomText(&generator, count: 300).flatMap { $0 }
    let count = try encoder.count(text)
    for limit in [-1, 0, 1, count / 2, count - 1, count, count + 1, Int.max] {
      #expect(try encoder.count(text, upTo: limit) == (limit >= count ? count : nil), "limit \(limit) of \(count)")
    }
    #expect(try encoder.count([], upTo: 0) == 0)
  }

  @Test("bytes that are not UTF-8 are refused, and the text stays as it was")
  func badBytes() throws {
    var counter = AppendingCounter(
      try TestData.tokenizer("tiny.tiktoken", TokenizerOptions(pattern: .gpt2)).makeEncoder())
    try counter.append(Array("fever".utf8))
    let count = counter.count
    #expect(throws: (any Error).self) { try counter.append([0xFF]) }
    #expect(counter.text == Array("fever".utf8))
    #expect(counter.count == count)
    try counter.append(Array(" and cough".utf8))
    #expect(counter.count >= count)
  }
}
