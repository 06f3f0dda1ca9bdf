import TestSupport
import Testing

@testable import Tokenization

@Suite("trie of tokens")
struct ByteTrieTests {
  @Test("a text begins with exactly the tokens that a plain search finds")
  func equalsSearch() {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for round in 0..<30 {
      let span = UInt8(truncatingIfNeeded: [2, 4, 255][round % 3])
      func bytes(_ maximum: Int) -> [UInt8] {
        (0..<Int.random(in: 1...maximum, using: &generator)).map { _ in UInt8.random(in: 0...span, using: &generator) }
      }
      var tokens: [[UInt8]: Int32] = [:]
      var edges = ByteTrieEdges()
      for id in 0..<Int32(400) {
        let token = bytes(5)
        tokens[token] = id
        edges.insert(token, token: id)
      }
      let trie = ByteTrie(edges)
      for _ in 0..<200 {
        let text = bytes(8)
        var expected: [Int32] = []
        for end in 1...text.count { if let id = tokens[Array(text[..<end])] { expected.append(id) } }
        var found: [Int32] = []
        var node = ByteTrie.root
        for byte in text {
          guard let child = trie.child(of: node, by: byte) else { break }
          node = child
          if trie.token(at: node) >= 0 { found.append(trie.token(at: node)) }
        }
        #expect(found == expected, "seed \(seed): \(text)")
        #expect(trie.longest(in: text.span, from: 0, behind: ByteTrie.root)?.token == expected.last)
      }
    }
  }

  @Test("a trie without tokens holds none")
  func empty() {
    let trie = ByteTrie(ByteTrieEdges())
    #expect(trie.child(of: ByteTrie.root, by: 0) == nil)
    #expect(trie.node(of: []) != nil)
  }
}
