import TestSupport
import Testing

@testable import Tokenization

/// Ids and counts with marks, held against the tokens with their bytes.
@Suite("Tokens before marks")
struct MarkedTokensTests {
  private static let words = [
    "a", "fever", " and", " ", "  ", "\n", "\r\n", "\n\n ", "\t", "'s", "0", "4567", ".", "...", " (", "\u{E9}",
    "\u{301}",
    "\u{3B1}\u{3B2}", "\u{4E2D}\u{6587}", "\u{30AB}", "\u{1F600}", "\u{A0}", "\u{2581}", "\u{FB01}", "MRI", "_", "==",
    "antidisestablishmentarianism",
  ]

  /// Vocabularies of every engine, and how they are named here.
  private static func tokenizers() throws -> [(name: String, tokenizer: any Tokenizer)] {
    var all: [(String, any Tokenizer)] = try IncrementalCountTests.tokenizers.map {
      ("\($0.name) \($0.options)", try TestData.tokenizer($0.name, $0.options))
    }
    all.append(
      (
        "composed",
        try TestData.tokenizer("tiny.tiktoken", TokenizerOptions(pattern: .cl100k, normalization: .composedCanonical))
      ))
    for name in ["cl100k_base.tiktoken", "mistral-v1.model", "mistral-v3.model", "t5.model", "gpt2.tokenizer.json"] {
      guard let path = TestData.vocabulary(name, "MarkedTokensTests") else { continue }
      all.append((name, try VocabularyFile.open(path).makeTokenizer(TokenizerOptions())))
    }
    return all
  }

  @Test("ids and counts are those of the tokens, and marks inside a token are told")
  func marks() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for (name, tokenizer) in try Self.tokenizers() {
      let encoder = tokenizer.makeEncoder()
      var known = 0
      for round in 0..<80 {
        let text = (0..<Int.random(in: 0..<40, using: &generator)).flatMap { _ in
          Array((Self.words.randomElement(using: &generator) ?? "a").utf8)
        }
        let borders = (text.indices.filter { !UTF8Text.isContinuation(text[$0]) } + [text.count])
        let boundary: TextBoundary = Bool.random(using: &generator) ? .textStart : .afterSpecialToken
        let tokens = try encoder.encode(text, boundary: boundary)
        for count in [0, 1, 1, 2, 4] {
          var marks = (0..<count).map { _ in borders.randomElement(using: &generator) ?? 0 }
          if round % 2 == 0 { marks = marks.map { mark in tokens.ends.map(Int.init).first { $0 >= mark } ?? mark } }
          marks.sort()
          // Some of a longer text's.
          let start = Int.random(in: 0..<5, using: &generator)
          let places = [0] + marks.map { $0 + start }
          let textMarks = TextMarks(places[1...], start: start)
          var expected = MarkedIDs()
          let isClean = expected.append(tokens, before: textMarks)
          let label = "seed \(seed), \(name), \(marks) in \(text)"
          var marked = MarkedIDs()
          let found = try encoder.encode(
            text.span, boundary: boundary, specialTokensIn: [], before: textMarks, into: &marked)
          #expect(found == isClean && marked == expected, "\(label)")
          var counted = MarkedCount()
          let isKnown = try encoder.count(
            text.span, boundary: boundary, specialTokensIn: [], before: textMarks, into: &counted)
          #expect(isKnown == isClean, "\(label)")
          let figures = isClean ? tokens.count : 0
          #expect(counted.total == figures && counted.counts == expected.counts, "\(label)")
          if isClean, count > 0 { known += 1 }
        }
      }
      #expect(known > 80, "\(name)")
    }
  }

  @Test("what was there is counted with the rest, and nothing is added where a mark is inside a token")
  func appending() throws {
    let encoder = try TestData.tokenizer("tiny.tiktoken", TokenizerOptions(pattern: .cl100k)).makeEncoder()
    var marked = MarkedIDs()
    marked.ids = [7, 7]
    marked.counts = [1]
    let text = Array("a \u{4E2D} a".utf8)
    #expect(
      try encoder.encode(
        text.span, boundary: .textStart, specialTokensIn: [], before: TextMarks([1, 8]), into: &marked))
    let ids = try encoder.encode(text).ids
    #expect(marked.ids == [7, 7] + ids && marked.counts == [1, 3, 2 + ids.count])
    let longer = Array("fever and treatment".utf8)
    let tokens = try encoder.encode(longer)
    let index = try #require(tokens.ids.indices.first { tokens.ends[$0] - tokens.starts[$0] > 1 })
    let inside = Int(tokens.starts[index]) + 1
    let before = marked
    #expect(
      try !encoder.encode(
        longer.span, boundary: .textStart, specialTokensIn: [], before: TextMarks([inside]), into: &marked))
    #expect(marked == before)
  }
}
