import TestSupport
import Testing

@testable import Tokenization

@Suite("Trie of pieces")
struct PieceTrieTests {
  @Test("the longest piece at a place is that of a search through all of them")
  func longest() {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    var pieces: [[UInt8]] = []
    var trie = PieceTrie()
    for _ in 0..<3_000 {
      let piece = (0..<Int.random(in: 1...7, using: &generator)).map { _ in
        UInt8.random(in: 0x61...0x66, using: &generator)
      }
      let value = Int32(pieces.count)
      if let other = trie.insert(piece.span, value: value) {
        #expect(pieces[Int(other)] == piece)
      } else {
        pieces.append(piece)
      }
    }
    #expect(trie.maximumLength == 7)
    let values = Dictionary(uniqueKeysWithValues: pieces.indices.map { (pieces[$0], $0) })
    for _ in 0..<500 {
      let text = (0..<12).map { _ in UInt8.random(in: 0x60...0x67, using: &generator) }
      for position in text.indices {
        let found = trie.longestMatch(text.span, at: position, maximumMatches: .max)
        let expected = (position + 1...text.count).last { values[Array(text[position..<$0])] != nil }
        #expect(found.length == (expected ?? position) - position, "seed \(seed)")
        if let expected { #expect(Int(found.value) == values[Array(text[position..<expected])]) }
        let first = trie.longestMatch(text.span, at: position, maximumMatches: 1)
        let shortest = (position + 1...text.count).first { values[Array(text[position..<$0])] != nil }
        #expect(first.length == (shortest ?? position) - position, "seed \(seed)")
      }
    }
  }
}
