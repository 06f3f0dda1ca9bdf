import TestSupport
import Testing

@testable import Tokenization

@Suite("Tokens of texts met before")
struct TokenCacheTests {
  private let seed = UInt64.random(in: .min ... .max)

  @Test("what was put in comes back exactly, short or long, and nothing for another text")
  func givesBack() {
    let cache = TokenCache()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<5_000 {
      let lengths = (0..<Int.random(in: 1...10, using: &generator)).map { _ in Int.random(in: 1...6, using: &generator)
      }
      let expected = lengths.map { Token(id: Int32.random(in: -1..<40, using: &generator), length: $0) }
      let text = (0..<lengths.reduce(0, +)).map { _ in UInt8.random(in: 10...255, using: &generator) }
      let cut = cut(of: text, in: cache)
      let place = cache.longPlace(of: cut, from: 0, in: text.span)
      let known = tokens(of: cut, at: place, in: cache)
      if known.isEmpty { insert(expected, of: cut, at: place, into: cache) }
      let found = tokens(of: cut, at: place, in: cache)
      let hasRoom = text.count <= 31 && lengths.count <= LongTokens.maximumTokens
      #expect(found == (hasRoom && known.isEmpty ? expected : known), "seed \(seed), text \(text)")
      let other = self.cut(of: text + [9], in: cache)
      let otherPlace = cache.longPlace(of: other, from: 0, in: (text + [9]).span)
      #expect(tokens(of: other, at: otherPlace, in: cache).isEmpty, "seed \(seed), text \(text)")
    }
  }

  @Test("ids up to the largest come back, and a larger one is not kept")
  func largeIDs() {
    let text: [UInt8] = [1, 2, 3]
    for (id, isKept) in [(TokenLines.maximumID, true), (TokenLines.maximumID + 1, false), (-1, true)] {
      let cache = TokenCache()
      let cut = cut(of: text, in: cache)
      insert([Token(id: id, length: 3)], of: cut, at: nil, into: cache)
      #expect(tokens(of: cut, at: nil, in: cache) == (isKept ? [Token(id: id, length: 3)] : []))
    }
  }

  @Test("a table that is changed for a larger one has what was put in last, and goes on")
  func growth() {
    var generator = SeededGenerator(seed: seed)
    var cache = TokenCache(TokenLines(lineBits: 6))
    var texts: [[UInt8]] = []
    func entry(of text: [UInt8]) -> [Token] { tokens(of: cut(of: text, in: cache), at: nil, in: cache) }
    for id in 0..<Int32(20_000) {
      cache = cache.withRoom
      texts.append((0..<8).map { _ in UInt8.random(in: 1...255, using: &generator) })
      insert([Token(id: id, length: 8)], of: cut(of: texts[Int(id)], in: cache), at: nil, into: cache)
      // The last of any line is there.
      for (text, id) in zip(texts, 0...id).suffix(1) {
        #expect(entry(of: text) == [Token(id: id, length: 8)], "seed \(seed)")
      }
    }
    #expect(texts.count { !entry(of: $0).isEmpty } > 5_000, "seed \(seed)")
  }

  private struct Token: Equatable {
    var id: Int32
    var length: Int
  }

  /// A whole text as it is cut.
  private func cut(of text: [UInt8], in cache: TokenCache) -> PreTokenCut {
    guard text.count <= TokenKey.maximumInlineLength else {
      return PreTokenCut(key: TokenKey(low: 0, high: 0), end: Int32(text.count), place: PreTokenCut.longWhole)
    }
    let key = TokenKey(text.span.bytes, start: 0, length: text.count)
    return PreTokenCut(key: key, end: Int32(text.count), place: Int32(cache.index(of: key)))
  }

  private func insert(_ tokens: [Token], of cut: PreTokenCut, at place: LongTokens.Place?, into cache: TokenCache) {
    cache.insert(count: tokens.count, of: cut, longPlace: place) { (tokens[$0].id, Int32(tokens[$0].length)) }
  }

  private func tokens(of cut: PreTokenCut, at place: LongTokens.Place?, in cache: TokenCache) -> [Token] {
    var tokens: [Token] = []
    if let entry = cache.entry(of: cut) {
      entry.forEach { tokens.append(Token(id: $0, length: $1)) }
    } else {
      cache.entry(at: place)?.forEach { tokens.append(Token(id: $0, length: $1)) }
    }
    return tokens
  }
}
