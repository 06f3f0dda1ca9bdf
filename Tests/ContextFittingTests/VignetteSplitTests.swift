import Diagnostics
import Prompting
import TestSupport
import Testing

@testable import ContextFitting

@Suite("Dividing a vignette over several examples") struct VignetteSplitTests {
  /// The fewest runs that cover all sentences, each of which fits, by trying every way.
  private func fewest(_ sentences: [String], budget: Int) -> Int? {
    var best = [Int?](repeating: nil, count: sentences.count + 1)
    best[0] = 0
    for end in 1...sentences.count {
      for start in 0..<end {
        guard let before = best[start] else { continue }
        let kept = Toy.conversation(sentences: Array(sentences[start..<end]))
        if Toy.count(kept, noise: 0) <= budget, before + 1 < best[end] ?? Int.max { best[end] = before + 1 }
      }
    }
    return best[sentences.count]
  }

  @Test("each sentence is in one example, in order; each example fits and keeps the rest; there are as few as can be")
  func exhaustive() throws {
    var dividedCount = 0
    for seed in UInt64(1)...300 {
      var generator = SeededGenerator(seed: seed)
      let sentences = Toy.sentences(
        Int.random(in: 1...12, using: &generator), longest: Int.random(in: 1...12, using: &generator), using: &generator
      )
      let conversation = Toy.conversation(sentences: sentences)
      let example = Toy.example(conversation, noise: 0)
      let bare = Toy.count(Toy.conversation(sentences: []), noise: 0)
      let budget = Int.random(in: bare...example.count - 1, using: &generator)
      let fitter = ContextFitter(budget: try ContextBudget(contextLength: budget), policy: .split)
      let decision = try fitter.fit(conversation, example: example) { Toy.example($0, noise: 0) }
      switch decision {
      case .split(let examples):
        dividedCount += 1
        #expect(examples.count == fewest(sentences, budget: budget), "seed \(seed)")
        var text: [UInt8] = []
        for part in examples {
          #expect(part.example.count <= budget && !part.example.lossRanges.isEmpty, "seed \(seed)")
          let parts = part.conversation.messages[1].parts
          let original = conversation.messages[1].parts
          #expect(parts.first == original[0] && Array(parts.suffix(2)) == Array(original.suffix(2)), "seed \(seed)")
          #expect(part.conversation.messages[0] == conversation.messages[0], "seed \(seed)")
          #expect(part.conversation.messages[2] == conversation.messages[2], "seed \(seed)")
          text += parts.dropFirst().dropLast(2).flatMap(\.utf8)
          #expect(part.cut.sentences?.total == sentences.count, "seed \(seed)")
        }
        #expect(text == conversation.messages[1].parts[1].utf8, "seed \(seed): the vignette, whole and in order")
        #expect(examples.reduce(0) { $0 + ($1.cut.sentences.map { $0.total - $0.removed } ?? 0) } == sentences.count)
      case .dropped(let reason):
        #expect(fewest(sentences, budget: budget) == nil && reason.kind == .sentenceTooLong, "seed \(seed)")
      case .kept, .shortened: Issue.record("seed \(seed): \(decision)")
      }
    }
    #expect(dividedCount > 100)
  }

  @Test("the sentences are shared out evenly where that fits, so that no example is left with a poor remainder")
  func evenness() throws {
    let conversation = Toy.conversation(sentences: (0..<9).map { _ in "Sentence of equal length. " })
    let example = Toy.example(conversation, noise: 0)
    let fitter = ContextFitter(budget: try ContextBudget(contextLength: example.count - 7), policy: .split)
    let decision = try fitter.fit(conversation, example: example) { Toy.example($0, noise: 0) }
    #expect(decision.shortened.map { $0.cut.sentences?.removed } == [4, 5])
  }

  @Test("little of a long text is measured for each example: in all a few times the text")
  func measuresLittle() throws {
    var generator = SeededGenerator(seed: 3)
    let conversation = Toy.conversation(sentences: Toy.sentences(3_000, longest: 12, using: &generator))
    let example = Toy.example(conversation, noise: 0)
    var byteCount = 0
    let decision = try ContextFitter(budget: try ContextBudget(contextLength: 400), policy: .split).fit(
      conversation, example: example,
      count: {
        byteCount += Toy.text($0).count
        return Toy.count($0, noise: 0)
      }, measure: { Toy.example($0, noise: 0) })
    #expect(decision.shortened.count > 80 && byteCount < 10 * Toy.text(conversation).count, "\(byteCount)")
  }

  @Test("what stands between the vignette and its question stays in each example", arguments: ["", "[…]"])
  func question(marker: String) throws {
    let conversation = Toy.conversation(sentences: ["One a. ", "Two b.\n", "Six c.\n\n"])
    let split = VignetteSplit(
      conversation: conversation, text: try Vignette([.init(message: 1, part: 1)], of: conversation),
      marker: Array(marker.utf8), budget: 100)
    for kept in [0..<1, 1..<2, 2..<3, 0..<2, 1..<3] {
      let text = String(decoding: Toy.text(split.gaps(keeping: kept).conversation(from: conversation)), as: UTF8.self)
      #expect(text.contains("\n\nWhich is it?"), "\(text)")
    }
  }

  @Test("with a marker each example shows on which side text is missing")
  func marker() throws {
    let conversation = Toy.conversation(sentences: ["One a. ", "Two b. ", "Six c. "])
    let example = Toy.example(conversation, noise: 0)
    let split = VignetteSplit(
      conversation: conversation,
      text: try Vignette(conversation.vignettePlaces, of: conversation), marker: Array("[…]".utf8),
      budget: example.count - 1)
    let texts = [0..<1, 1..<2, 2..<3].map { kept in
      String(decoding: Toy.text(split.gaps(keeping: kept).conversation(from: conversation)), as: UTF8.self)
        .split(separator: "\n")[1]
    }
    #expect(
      texts == [
        "Case: One a. […] Which is it?(A) this (B) that", "Case: […] Two b. […] Which is it?(A) this (B) that",
        "Case: […] Six c. Which is it?(A) this (B) that",
      ])
  }
}
