import Diagnostics
import Prompting
import TestSupport
import Testing

@testable import ContextFitting

@Suite struct ContextFitterTests {
  private func fitter(_ tokens: Int, _ policy: FitPolicy, cuts: Int = Limits().maximumCutsMeasured) throws
    -> ContextFitter
  {
    var limits = Limits()
    limits.maximumCutsMeasured = cuts
    return ContextFitter(budget: try ContextBudget(contextLength: tokens), policy: policy, limits: limits)
  }

  /// The conversation with the sentences of `run` taken out of its vignette, and nothing else changed.
  private func removing(_ run: Range<Int>, from sentences: [String]) -> Conversation {
    Toy.conversation(sentences: sentences.enumerated().filter { !run.contains($0.offset) }.map(\.element))
  }

  /// The best run by looking at every one.
  private func bestRun(_ sentences: [String], budget: Int, noise: UInt64) -> (run: Range<Int>, tokens: Int)? {
    var best: (run: Range<Int>, tokens: Int)?
    for start in 1..<max(2, sentences.count) {
      for end in start + 1..<max(start + 2, sentences.count) where end < sentences.count {
        let tokens = Toy.count(removing(start..<end, from: sentences), noise: noise)
        if tokens <= budget && tokens > (best?.tokens ?? Int.min) { best = (start..<end, tokens) }
      }
    }
    return best
  }

  @Test("the cut is the best of all cuts, also where removing text adds tokens")
  func equalsTheExhaustiveSearch() throws {
    var trimmedCount = 0
    for seed in UInt64(1)...300 {
      var generator = SeededGenerator(seed: seed)
      let sentences = Toy.sentences(
        Int.random(in: 1...12, using: &generator), longest: Int.random(in: 1...12, using: &generator), using: &generator
      )
      let noise = UInt64.random(in: 0...30, using: &generator)
      let conversation = Toy.conversation(sentences: sentences)
      let example = Toy.example(conversation, noise: noise)
      let budget = max(1, example.count - Int.random(in: 1...60, using: &generator))
      let fitter = try fitter(budget, .trim)
      let decision = try fitter.fit(conversation, example: example) { Toy.example($0, noise: noise) }
      let byCount = try fitter.fit(conversation, example: example, count: { Toy.count($0, noise: noise) }) {
        Toy.example($0, noise: noise)
      }
      #expect(decision == byCount, "seed \(seed)")
      switch (decision, bestRun(sentences, budget: budget, noise: noise)) {
      case (.shortened(let shortened), let best?):
        trimmedCount += 1
        #expect(shortened.cut.sentences == .init(removed: best.run.count, total: sentences.count), "seed \(seed)")
        #expect(shortened.example.count == best.tokens && shortened.cut.search == .exact, "seed \(seed)")
        #expect(Toy.text(shortened.conversation) == Toy.text(removing(best.run, from: sentences)), "seed \(seed)")
      case (.dropped, nil): break
      case (let decision, let best): Issue.record("seed \(seed): \(decision) but \(String(describing: best))")
      }
    }
    #expect(trimmedCount > 100)
  }

  @Test("a trim changes nothing but the vignette, and keeps its first and last sentence")
  func onlyTheVignetteChanges() throws {
    for seed in UInt64(1)...50 {
      var generator = SeededGenerator(seed: seed)
      let sentences = Toy.sentences(9, longest: 8, using: &generator)
      let conversation = Toy.conversation(sentences: sentences)
      let example = Toy.example(conversation, noise: 3)
      let decision = try fitter(example.count - 12, .trim).fit(conversation, example: example) {
        Toy.example($0, noise: 3)
      }
      guard case .shortened(let shortened) = decision else {
        Issue.record("seed \(seed): \(decision)")
        continue
      }
      let (result, cut) = (shortened.conversation, shortened.cut)
      #expect(result.recordID == conversation.recordID && result.location == conversation.location)
      #expect(result.messages[0] == conversation.messages[0] && result.messages[2] == conversation.messages[2])
      let parts = result.messages[1].parts
      let original = conversation.messages[1].parts
      #expect(parts.count == 5 && parts[0] == original[0] && Array(parts[3...]) == Array(original[2...]))
      let vignette = original[1].utf8
      #expect(
        parts[1].utf8 + Toy.removed(cut.pieces[0], from: conversation) + parts[2].utf8 == vignette, "seed \(seed)")
      for part in parts[1...2] {
        let range = try #require(part.fieldRange)
        #expect(part.purpose == .vignette && part.field == "/question")
        #expect(
          Array(vignette[range.lowerBound - Toy.fieldStart..<range.upperBound - Toy.fieldStart]) == part.utf8,
          "seed \(seed)")
      }
      #expect(cut.pieces[0].fieldRange.lowerBound - Toy.fieldStart == cut.pieces[0].partRange.lowerBound)
      #expect(parts[1].utf8.starts(with: Array(sentences[0].utf8)))
      #expect(parts[2].utf8.reversed().starts(with: Array(sentences[8].utf8).reversed()))
    }
  }

  @Test("of cuts that remove as many tokens the earlier one is taken, then the shorter")
  func ties() throws {
    let conversation = Toy.conversation(sentences: ["One a. ", "Two b. ", "Six c. ", "Ten d. ", "Elf e. "])
    func example(_ count: Int) -> TokenizedExample {
      TokenizedExample(
        ids: [Int32](repeating: 1, count: count), starts: [Int32](repeating: 0, count: count),
        ends: [Int32](repeating: 1, count: count), lossRanges: [])
    }
    let decision = try fitter(10, .trim).fit(conversation, example: example(11)) { _ in example(8) }
    #expect(decision.shortened.first?.cut.pieces.map(\.partRange) == [7..<14])
    var calls = 0
    let count = { (candidate: Conversation) in
      Toy.text(candidate).count < Toy.text(conversation).count - 7 ? 10 : 9
    }
    let exact = try fitter(10, .trim).fit(
      conversation, example: example(11),
      count: {
        calls += 1
        return count($0)
      }, measure: { example(count($0)) })
    #expect(exact.shortened.first?.cut.pieces.map(\.partRange) == [7..<21])
    #expect(calls == 3, "the search ends at a cut that leaves exactly the budget")
  }

  private struct Failure: Error {}

  @Test("an example within the budget is kept without measuring anything")
  func kept() throws {
    let conversation = Toy.conversation(sentences: ["One. "])
    let example = Toy.example(conversation, noise: 0)
    for policy in FitPolicy.Kind.allCases {
      let decision = try fitter(example.count, FitPolicy(policy)).fit(conversation, example: example) { _ in
        throw Failure()
      }
      #expect(decision == .kept)
    }
  }

  @Test("the policy drop leaves the example out and says by how much it is too long")
  func dropped() throws {
    let conversation = Toy.conversation(sentences: ["One. ", "Two. ", "Three. "])
    let example = Toy.example(conversation, noise: 0)
    let decision = try fitter(example.count - 1, .drop).fit(conversation, example: example) { _ in throw Failure() }
    #expect(decision == .dropped(FitReason(.policy, excess: 1)))
    #expect(FitReason(.policy, excess: 1).description == "1 token over the budget")
  }

  @Test("the policy raise stops with the record's place and both figures")
  func raised() throws {
    let conversation = Toy.conversation(sentences: ["One. "])
    let example = Toy.example(conversation, noise: 0)
    let fitter = try fitter(example.count - 1, .raise)
    let error = #expect(throws: TrainPackError.self) {
      try fitter.fit(conversation, example: example) { _ in throw Failure() }
    }
    #expect(error?.code.id == "fit.too-long")
    #expect(error?.location?.line == 3)
    #expect(error?.message == "the example has \(example.count) tokens, the budget is \(example.count - 1)")
  }

  @Test("a record that cannot be shortened is dropped with the reason why")
  func reasons() throws {
    let measure = { (conversation: Conversation) in Toy.example(conversation, noise: 0) }
    var plain = Toy.conversation(sentences: ["One. ", "Two. ", "Three. "])
    plain.messages[1].parts[1].purpose = .text
    #expect(
      try fitter(1, .trim).fit(plain, example: measure(plain), measure: measure)
        == .dropped(FitReason(.noVignette, excess: measure(plain).count - 1)))
    for count in 0...2 {
      let short = Toy.conversation(sentences: Array(["Once it was. ", "Then it went. "].prefix(count)))
      #expect(
        try fitter(1, .trim).fit(short, example: measure(short), measure: measure)
          == .dropped(FitReason(.tooFewSentences(count: count), excess: measure(short).count - 1)))
    }
    let long = Toy.conversation(sentences: ["One. ", "Two. ", "Three. ", "Four. "])
    #expect(
      try fitter(1, .trim).fit(long, example: measure(long), measure: measure)
        == .dropped(FitReason(.noCutFits(possible: 3), excess: measure(long).count - 1)))
  }

  @Test("a count that the encoding does not confirm is an error, never an example over the budget")
  func disagreement() throws {
    let conversation = Toy.conversation(sentences: ["One. ", "Two. ", "Three. ", "Four. "])
    let example = Toy.example(conversation, noise: 0)
    let fitter = try fitter(example.count - 1, .trim)
    let error = #expect(throws: TrainPackError.self) {
      try fitter.fit(conversation, example: example, count: { _ in 3 }) { Toy.example($0, noise: 0) }
    }
    #expect(error?.code.id == "fit.counts-disagree")
  }

  @Test("a vignette that is not its range of the field is an error, as its cut could not be described")
  func fieldRange() throws {
    var conversation = Toy.conversation(sentences: ["One. ", "Two. ", "Three. "])
    conversation.messages[1].parts[1].fieldRange = 0..<3
    let example = Toy.example(conversation, noise: 0)
    let fitter = try fitter(example.count - 1, .trim)
    let error = #expect(throws: TrainPackError.self) {
      try fitter.fit(conversation, example: example) { Toy.example($0, noise: 0) }
    }
    #expect(error?.code.id == "fit.field-range")
  }

  @Test("each cut is measured once at most, never more than the limit, and the best of those measured counts")
  func beyondTheLimit() throws {
    for seed in UInt64(1)...60 {
      var generator = SeededGenerator(seed: seed)
      let sentences = Toy.sentences(60, longest: 12, using: &generator)
      let conversation = Toy.conversation(sentences: sentences)
      let noise: UInt64 = seed % 3
      let example = Toy.example(conversation, noise: noise)
      let budget = example.count - Int.random(in: 1...200, using: &generator)
      let limit = [1, 2, 10, 40, 400].randomElement(using: &generator) ?? 1
      var seen: [[UInt8]: Int] = [:]
      let decision = try fitter(budget, .trim, cuts: limit).fit(
        conversation, example: example,
        count: { candidate in
          let tokenCount = Toy.count(candidate, noise: noise)
          #expect(seen.updateValue(tokenCount, forKey: Toy.text(candidate)) == nil, "seed \(seed): measured twice")
          return tokenCount
        }, measure: { Toy.example($0, noise: noise) })
      #expect(seen.count <= limit, "seed \(seed)")
      let best = seen.values.filter { $0 <= budget }.max()
      switch decision {
      case .split: Issue.record("seed \(seed): divided")
      case .shortened(let shortened):
        let (example, cut) = (shortened.example, shortened.cut)
        #expect(example.count == best, "seed \(seed)")
        switch cut.search {
        case .exact: #expect(example.count == bestRun(sentences, budget: budget, noise: noise)?.tokens, "seed \(seed)")
        case .nearest(let measured, let possible):
          #expect(measured == limit && seen.count == limit && possible == 58 * 59 / 2, "seed \(seed)")
        }
      case .dropped(let reason):
        #expect(best == nil && seen.count == limit && limit < 40, "seed \(seed)")
        #expect(reason.description.contains("--maximum-cuts-measured"), "seed \(seed)")
      case .kept: Issue.record("seed \(seed): kept")
      }
    }
  }
}
