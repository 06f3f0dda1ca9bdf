import Diagnostics
import TestSupport
import Testing

@testable import Tokenization

@Suite("SentencePiece engines")
struct SentencePieceEngineTests {
  private typealias Piece = ModelBytes.Piece

  private func inventory(_ model: [UInt8]) throws -> PieceInventory {
    PieceInventory(try SentencePieceModelFile(model.span, path: "x", limits: Limits()))
  }

  private func random(_ alphabet: [String], _ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).flatMap { _ in Array((alphabet.randomElement(using: &generator) ?? "").utf8) }
  }

  private let alphabet = [
    "the", "patient", "fever", " ", "  ", "\n", "a", "e", "t", "h", "\u{E9}", "\u{4E2D}", "\u{1F600}", "[DOC]", "[D",
    "1",
    "\u{431}\u{43E}\u{43B}\u{44C}", ".",
  ]

  @Test("a BPE text cut into segments has the pieces of the text encoded whole")
  func mergedSegments() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for model in [
      try TestData.fixture("tiny-bpe.model"), try TestData.fixture("tiny-unigram.model") + [0x12, 2, 0x18, 2],
    ] {
      let shared = try MergeModel(inventory(model))
      let unknown = UnknownCharacters(shared.table.symbols.inventory)
      var engine = MergeSegmentEngine(shared)
      var chain = ScoredMerger(shared.table, maximumRowLength: 0)
      for _ in 0..<200 {
        let text = random(alphabet, Int.random(in: 0...60, using: &generator), &generator)
        for hasPrefix in [false, true] {
          let whole = (hasPrefix ? [0x20] : []) + text
          var nodes: [PieceNode] = []
          if !whole.isEmpty { chain.encode(whole.span, 0, whole.count, into: &nodes) }
          var expected = PieceList()
          expected.reset(start: hasPrefix ? -1 : 0)
          var position = 0
          for node in nodes {
            let end = position + Int(node.length)
            if node.id == unknown.id {
              unknown.give(whole.span, position, end, to: &expected)
            } else {
              expected.add(node.id, length: Int(node.length))
            }
            position = end
          }
          for _ in 0..<2 {
            var found = PieceList()
            found.reset(start: hasPrefix ? -1 : 0)
            engine.run(text.span, hasPrefix: hasPrefix, into: &found)
            #expect(found.ids == expected.ids && found.ends == expected.ends, "seed \(seed): \(quoted(text))")
            #expect(engine.count(text.span, hasPrefix: hasPrefix) == expected.ids.count, "seed \(seed)")
          }
        }
      }
    }
  }

  @Test("many symbols and few are merged alike, those that are no pieces and user-defined ones too")
  func longMerges() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let texts = ["a", "b", "ab", "ba", "aa", "aab", "abab", "bb", "zq", "zqz", "\u{E9}a"]
    for _ in 0..<40 {
      let pieces = texts.map { Piece(text: $0, score: Float(Int.random(in: -2...2, using: &generator))) }
      let model = ModelBytes.model(pieces + [Piece(text: "[b]", type: 4)], type: 2)
      let table = try ScoredMergeTable(inventory(model))
      var merger = ScoredMerger(table)
      var chain = ScoredMerger(table, maximumRowLength: 0)
      for _ in 0..<20 {
        let text = random(["a", "b", "a", "z", "q", "\u{E9}", "[b]", "["], 16, &generator)
        var few: [PieceNode] = []
        var many: [PieceNode] = []
        merger.encode(text.span, 0, text.count, into: &few)
        chain.encode(text.span, 0, text.count, into: &many)
        #expect(few.map(\.id) == many.map(\.id), "seed \(seed): \(quoted(text))")
        #expect(few.map(\.length) == many.map(\.length), "seed \(seed): \(quoted(text))")
      }
    }
  }

  /// The pieces of a text by the reference's sums, without segments, limits and caches.
  private func lattice(_ text: [UInt8], _ model: SentenceUnigram) -> PieceList {
    var lattice = UnigramLattice()
    var nodes: [PieceNode] = []
    var sum: Float = 0
    lattice.encode(text.span, 0, text.count, model: model, sum: &sum, into: &nodes)
    let unknown = UnknownCharacters(model.inventory)
    var list = PieceList()
    list.reset(start: 0)
    var position = 0
    for node in nodes {
      let end = position + Int(node.length)
      if node.id == unknown.id {
        unknown.give(text.span, position, end, to: &list)
      } else {
        list.add(node.id, length: Int(node.length))
      }
      position = end
    }
    return list
  }

  @Test("near-ties of Unigram are decided by how the reference's running sum rounds, whatever was met before")
  func nearTies() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    var flipCount = 0
    for round in 0..<30 {
      // Scores of which many sums are equal or nearly so, small and large.
      let scale: Float = [0.1, 1.7, 13.3, 977][round % 4]
      let pieces = [" ", "a", "b", "c", "ab", "bc", "abc", "ca", " a", " ab", "cab", "bca"].map { text in
        let nudge = Float(Int.random(in: -2...2, using: &generator)) * scale * 1e-5
        return Piece(text: text.replacingSpaces(), score: -scale * Float(text.utf8.count) + nudge)
      }
      let model = SentenceUnigram(try inventory(ModelBytes.model(pieces, type: 1)))
      var engine = UnigramSegmentEngine(model)
      for _ in 0..<4 {
        let words = (0..<12).map { _ in random(["a", "b", "c"], Int.random(in: 1...9, using: &generator), &generator) }
        let text = (0..<400).flatMap { _ -> [UInt8] in (words.randomElement(using: &generator) ?? []) + [0x20] }
        let expected = lattice(text, model)
        var found = PieceList()
        found.reset(start: 0)
        engine.run(text.span, hasPrefix: false, into: &found)
        #expect(found.ids == expected.ids && found.ends == expected.ends, "seed \(seed), round \(round)")
        // The same words alone: some of them must have been cut otherwise within the text.
        flipCount += words.filter { word in !expected.ids.holds(lattice(word + [0x20], model).ids) }.count
      }
    }
    #expect(flipCount > 0)
  }

  @Test("sums beyond the reference's threshold are shifted as it shifts them")
  func largeSums() throws {
    var generator = SeededGenerator(seed: 11)
    let scores: [(String, Float)] = [
      ("a", 30_000), ("b", -31_000), ("ab", 9_000.5), ("ba", -70_000), ("c", 0.1), ("\u{2581}", -0.3),
    ]
    let pieces = scores.map { Piece(text: $0.0, score: $0.1) }
    let model = SentenceUnigram(try inventory(ModelBytes.model(pieces, type: 1)))
    var engine = UnigramSegmentEngine(model)
    for _ in 0..<60 {
      let text = random(["a", "b", "a", "c", " ", "z"], Int.random(in: 1...300, using: &generator), &generator)
      var found = PieceList()
      found.reset(start: 0)
      engine.run(text.span, hasPrefix: false, into: &found)
      #expect(found.ids == lattice(text, model).ids, "\(quoted(text))")
    }
  }

  @Test("a path is proved for no running sum where two ways tie, and for a range of them where one leads")
  func limits() throws {
    func limit(_ joined: Float) throws -> Float {
      let pieces = [Piece(text: "a", score: -1), Piece(text: "b", score: -1), Piece(text: "ab", score: joined)]
      let model = SentenceUnigram(try inventory(ModelBytes.model(pieces, type: 1)))
      var margin = UnigramMargin()
      var nodes: [PieceNode] = []
      return margin.encode(Array("ab".utf8).span, 0, 2, model: model, into: &nodes)
    }
    #expect(try limit(-2) <= 0)
    let narrow = try limit(-2.001)
    #expect(narrow > 1_000 && narrow < 5_000)
    #expect(try limit(-3) > 50_000)
  }

  @Test("runs of one character cost no more than in proportion, for every type of model")
  func runs() throws {
    for type in UInt8(1)...4 {
      let model = try TestData.fixture("tiny-bpe.model") + [0x12, 2, 0x18, type]
      let encoder = try VocabularyFile(path: "x", bytes: model).makeTokenizer().makeEncoder()
      for unit in ["a", " ", "\u{1F600}", "ab"] {
        let text = Array(String(repeating: unit, count: 20_000).utf8)
        #expect(try encoder.count(text) == encoder.encode(text).count)
      }
    }
  }
}

extension String {
  fileprivate func replacingSpaces() -> String {
    split(separator: " ", omittingEmptySubsequences: false).joined(separator: "\u{2581}")
  }
}

extension [Int32] {
  /// Whether `other` stands somewhere in it.
  fileprivate func holds(_ other: [Int32]) -> Bool {
    other.count <= count && (0...count - other.count).contains { self[$0..<$0 + other.count].elementsEqual(other) }
  }
}

extension PieceList {
  fileprivate var ids: [Int32] { tokens.ids }
  fileprivate var ends: [Int32] { tokens.ends }

  private var tokens: TokenBuffer {
    var tokens = TokenBuffer()
    append(to: &tokens)
    return tokens
  }
}
