import Diagnostics
import Prompting
import TestSupport
import Testing

@testable import ContextFitting

/// Holds the search against a look at every run.
@Suite struct CutSearchTests {
  /// Of the runs that may go the first of the best, by looking at every one.
  private static func best(_ search: CutSearch, _ count: (Range<Int>) throws -> Int) rethrows -> CutSearch.Measured? {
    var best: CutSearch.Measured?
    for start in 1..<max(1, search.innerCount + 1) {
      for end in start + 1..<min(search.innerCount + 2, start + search.removableCount + 1)
      where search.labels.allowsRemoval(of: start..<end) {
        let tokens = try count(start..<end)
        if tokens <= search.budget && tokens > best?.tokenCount ?? -1 {
          best = CutSearch.Measured(run: start..<end, tokenCount: tokens)
        }
      }
    }
    return best
  }

  private static func labels(_ text: [UInt8], _ sentences: [Range<Int>]) -> LabelledSentences {
    LabelledSentences([LabelledSentences.Text(sentences: sentences.map { TextLines(text, $0) })])
  }

  private static func text(of pieces: [String], _ count: ClosedRange<Int>, _ generator: inout SeededGenerator)
    -> [UInt8]
  {
    let count = Int.random(in: count, using: &generator)
    return Array((0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined().utf8)
  }

  private static let charts = [
    "Plan:\n", "Na: ", "A b. ", "C d. ", "E f.\n", "G h.\n\n", "- x\n", "Doctor: ", "Patient: I j.\n",
  ]

  @Test("among labels, with a floor, a limit, and a measure that is not monotonic the best of all that may go is found")
  func amongLabels() throws {
    var (exact, unfit, limited) = (0, 0, 0)
    for seed in UInt64(1)...600 {
      var generator = SeededGenerator(seed: seed)
      let text = Self.text(of: Self.charts, 3...40, &generator)
      let sentences = SentenceSplitter.ranges(in: text)
      let sizes = sentences.map { _ in Int.random(in: 0...30, using: &generator) }
      let noise = Int.random(in: 1...33, using: &generator)
      func tokenCount(_ run: Range<Int>) -> Int {
        (sizes[..<run.lowerBound] + sizes[run.upperBound...]).reduce(0, +)
          + (run.lowerBound * 31 + run.upperBound * 17) % noise
      }
      let limit = seed % 3 == 0 ? Int.random(in: 1...40, using: &generator) : 20_000
      let search = CutSearch(
        sentences: sentences, spaceByteCounts: sentences.map { _ in 0 },
        minimumSentenceCount: Int.random(in: 2...6, using: &generator),
        budget: Int.random(in: 0...400, using: &generator), maximumMeasured: limit,
        labels: Self.labels(text, sentences))
      var measured: [Range<Int>] = []
      let outcome = try search.best { run in
        measured.append(run)
        return tokenCount(run)
      }
      let best = Self.best(search, tokenCount)
      guard let outcome else {
        #expect(best == nil && search.possible.count == 0 && measured.isEmpty, "seed \(seed)")
        continue
      }
      let candidates = measured.filter { $0.count <= search.removableCount && search.labels.allowsRemoval(of: $0) }
      #expect(measured.count <= max(2, limit) && Set(measured).count == measured.count, "seed \(seed)")
      #expect(outcome.measuredCount == candidates.count && candidates.count <= outcome.possibleCount, "seed \(seed)")
      if outcome.isExact {
        #expect(outcome.winner?.run == best?.run, "seed \(seed)")
        if best == nil { unfit += 1 } else { exact += 1 }
      } else {
        limited += 1
        #expect(measured.count >= limit && candidates.count < outcome.possibleCount, "seed \(seed)")
        #expect(
          outcome.winner?.tokenCount == candidates.map(tokenCount).filter { $0 <= search.budget }.max(), "seed \(seed)")
      }
    }
    #expect(exact > 200 && unfit > 40 && limited > 20, "\(exact), \(unfit), \(limited)")
  }

  @Test("white space that a longer cut leaves and a shorter one does not is reckoned with, twice around a marker")
  func wideSpace() throws {
    var found = 0
    for seed in UInt64(1)...400 {
      var generator = SeededGenerator(seed: seed)
      let wide = String(repeating: "\t", count: Int.random(in: 30...120, using: &generator))
      let pieces = [
        "He coughs. ", "So it is.\n", "Well.\n\n", "At last.\(wide)", "No.\n\(wide)", "Yes.\(wide)\n\n \n\(wide)",
      ]
      let text = Self.text(of: pieces, 3...14, &generator)
      let part = MessagePart(text, purpose: .vignette, field: "/question", fieldRange: 0..<text.count)
      let conversation = Conversation(
        messages: [Message(role: .user, parts: [part])], recordID: "r", location: InputLocation(source: "x"))
      let vignette = try Vignette([Conversation.PartPlace(message: 0, part: 0)], of: conversation)
      let marker = TextGaps(marker: Array((Bool.random(using: &generator) ? "[…]" : "").utf8))
      func byteCount(_ run: Range<Int>) -> Int {
        Toy.text(marker.adding(vignette.gaps(removing: run)).conversation(from: conversation)).count
      }
      let search = CutSearch(
        sentences: vignette.sentences, spaceByteCounts: vignette.spaceByteCounts,
        budget: Int.random(in: 20...max(20, text.count), using: &generator), maximumMeasured: 20_000,
        labels: vignette.labels)
      let outcome = try search.best { byteCount($0) }
      let best = Self.best(search, byteCount)
      #expect(outcome?.winner?.run == best?.run, "seed \(seed): \(String(decoding: text, as: UTF8.self))")
      if best != nil { found += 1 }
    }
    #expect(found > 100)
  }

  @Test("few of all runs are measured, a few for each sentence at most", arguments: [0, 1])
  func measuresFew(kind: Int) throws {
    for seed in UInt64(1)...4 {
      var generator = SeededGenerator(seed: seed)
      // Of the second kind few may go: turns whose first sentence names who speaks.
      let pieces = kind == 0 ? ["So it was. "] : ["Doctor: A b. C d. E f.\n", "Patient: G h. I j. K l.\n"]
      let text = Self.text(of: pieces, 300...300, &generator)
      let sentences = SentenceSplitter.ranges(in: text)
      let sums = sentences.reduce(into: [0]) { sums, _ in
        sums.append((sums.last ?? 0) + Int.random(in: 1...40, using: &generator))
      }
      func tokenCount(_ run: Range<Int>) -> Int {
        sums[run.lowerBound] + sums[sentences.count] - sums[run.upperBound]
      }
      let search = CutSearch(
        sentences: sentences, spaceByteCounts: sentences.map { _ in 1 },
        budget: Int.random(in: 300...(sums.last ?? 0) / 2, using: &generator), maximumMeasured: 20_000,
        labels: Self.labels(text, sentences))
      var measuredCount = 0
      let outcome = try #require(
        try search.best { run in
          measuredCount += 1
          return tokenCount(run)
        })
      let label: Comment = "seed \(seed): \(measuredCount) measured, \(outcome)"
      #expect(outcome.isExact && outcome.winner?.run == Self.best(search, tokenCount)?.run, label)
      #expect(measuredCount < 8 * sentences.count && outcome.possibleCount > 20 * sentences.count, label)
    }
  }
}
