import TestSupport
import Testing

@testable import Tokenization

/// The whole text is one pre-token, so that merging alone is tested.
private struct WholeTextScanner: PreTokenScanner {
  func end(from start: Int, in text: Span<UInt8>) -> Int { text.count }
}

@Suite("The byte-pair engine")
struct BytePairEngineTests {
  /// Characters of one to four bytes, of which some begin or end with the same ones.
  private static let alphabet = [
    "a", "a", "a", "b", "b", "c", " ", "\u{E9}", "\u{C9}", "\u{4E2D}", "\u{4E2E}", "\u{1F600}",
  ]

  /// A random vocabulary: all bytes, then joins of tokens over few letters, so that merges compete.
  private func randomVocabulary(_ generator: inout SeededGenerator) -> [[UInt8]] {
    var tokens = (0...255).map { [UInt8($0)] }.shuffled(using: &generator)
    let letters = Array(Self.alphabet.joined().utf8)
    var joinable = letters.map { [$0] }
    var known = Set(tokens)
    for _ in 0..<Int.random(in: 0...200, using: &generator) {
      guard let first = joinable.randomElement(using: &generator),
        let second = joinable.randomElement(using: &generator)
      else { continue }
      let joined = first + second
      if joined.count > 40 || !known.insert(joined).inserted { continue }
      joinable.append(joined)
      tokens.append(joined)
    }
    return tokens
  }

  @Test("random texts over random vocabularies are merged as the plain reference merges them")
  func equalsReference() {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for round in 0..<60 {
      let tokens = randomVocabulary(&generator)
      var table = TokenTable(capacity: tokens.count)
      for (id, token) in tokens.enumerated() { #expect(table.insert(token.span, id: Int32(id)) == nil) }
      let ranks = Dictionary(uniqueKeysWithValues: zip(tokens, (0...).lazy.map { Int32($0) }))
      let reference = ReferenceBPE(ranks: ranks)
      let engine = BytePairEngine(
        encoding: RankEncoding(ranks: BytePairRanks(table)), counts: SharedPreTokenCounts())
      for _ in 0..<20 {
        // Lengths on both sides of the cache's, and of the bound between the linear search and the heap.
        let length = [1, 2, 3, 7, 15, 16, 17, 60, 127, 128, 129, 200].randomElement(using: &generator) ?? 1
        let text = (0..<length).flatMap { _ in (Self.alphabet.randomElement(using: &generator) ?? "a").utf8 }
        let expected = reference.encode(text)
        for pass in 0..<2 {
          var sink = RunningSink()
          engine.run(text.span, cutBy: WholeTextScanner(), into: &sink)
          #expect(sink.tokens.ids == expected, "seed \(seed), round \(round), pass \(pass), text \(text)")
          let count = engine.count(text.span, cutBy: WholeTextScanner())
          #expect(count == expected.count, "seed \(seed), round \(round), pass \(pass), count of \(text)")
        }
      }
    }
  }

  @Test("a run of a million bytes is merged, which no quadratic merge would end")
  func longRuns() throws {
    let encoder = try TestData.tokenizer("tiny.tiktoken", TokenizerOptions(pattern: .gpt2)).makeEncoder()
    let text = [UInt8](repeating: UInt8(ascii: "e"), count: 1_000_000)
    let tokens = try encoder.encode(text)
    #expect(tokens.count > 0 && tokens.count <= text.count)
    #expect(try encoder.count(text.span, boundary: .textStart) == tokens.count)
  }

  @Test("keys near the end of a text equal keys in its middle")
  func keys() {
    let bytes = (0..<64).map { UInt8($0 * 3 + 1) }
    for length in 1...15 {
      for start in 0...(64 - length) {
        let alone = Array(bytes[start..<start + length])
        #expect(
          TokenKey(bytes.span.bytes, start: start, length: length)
            == TokenKey(alone.span.bytes, start: 0, length: length))
      }
    }
  }
}

extension RunningSink {
  /// What the sink holds.
  fileprivate var tokens: TokenBuffer {
    var tokens = TokenBuffer()
    append(to: &tokens)
    return tokens
  }
}
