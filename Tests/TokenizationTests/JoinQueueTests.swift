import TestSupport
import Testing

@testable import Tokenization

@Suite("waiting joins")
struct JoinQueueTests {
  @Test("the lowest rank comes first and of equals the leftmost, however they came in", arguments: [50, 20_000])
  func order(count: Int) {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    var queue = JoinQueue()
    // By rank the offsets that wait.
    var waiting: [Int32: Set<Int>] = [:]
    func insert(_ rank: Int32, _ offset: Int) {
      if waiting[rank, default: []].insert(offset).inserted { queue.insert(rank, offset) }
    }
    for offset in 0..<count { insert(Int32.random(in: 0..<40, using: &generator), offset) }
    for step in 0..<count * 2 {
      let rank = waiting.keys.min()
      let offset = rank.flatMap { waiting[$0]?.min() }
      let found = queue.popFirst()
      #expect(found?.rank == rank && found?.offset == offset, "seed \(seed), step \(step)")
      guard let rank, let offset else { return }
      waiting[rank]?.remove(offset)
      if waiting[rank]?.isEmpty == true { waiting[rank] = nil }
      // A merge brings joins of lower ranks and of its own, near and far.
      if step % 3 == 0 {
        insert(Int32.random(in: 0...rank, using: &generator), Int.random(in: 0..<count, using: &generator))
      }
    }
  }

  @Test("merges that are out of order do not make a long text slow")
  func outOfOrder() throws {
    var file = TinyTokenizerJSON()
    file.tokens.append("ca")
    file.merges = ["ab c", "a b", "c a"]
    let tokenizer = try VocabularyFile(path: "tokenizer.json", bytes: file.bytes).makeTokenizer()
    let text = Array(String(repeating: "abc", count: 20_000).utf8)
    #expect(try tokenizer.makeEncoder().count(text) == 20_000)
  }
}
