import Diagnostics
import ExampleEncoding
import Foundation
import Prompting
import Synchronization
import Testing

@testable import ContextFitting
@testable import TrainPack

/// Holds trimming against trying every cut, with the real template and tokenizer.
@Suite("Trimming by exhaustion")
struct TrimExhaustionTests {
  /// What trying every run of inner sentences gives: the cut that leaves the most tokens within the budget, ties to the
  /// earlier start, then to the shorter run. Cuts the text itself, not through the fitter's own code.
  static func bestCut(
    of conversation: Conversation, budget: Int, by encoder: ExampleEncoder
  ) throws -> (tokens: Int, bytes: Range<Int>)? {
    guard let place = conversation.vignettePlaces.first else { return nil }
    let text = conversation.messages[place.message].parts[place.part].utf8
    let sentences = SentenceSplitter.ranges(in: text)
    guard sentences.count > 2 else { return nil }
    let labels = LabelledSentences([
      LabelledSentences.Text(sentences: sentences.map { TextLines(text, $0) })
    ])
    var best: (tokens: Int, bytes: Range<Int>)?
    for first in 1..<(sentences.count - 1) {
      for end in (first + 1)..<sentences.count where labels.allowsRemoval(of: first..<end) {
        let bytes = bytes(of: sentences[first..<end], after: sentences[first - 1], in: text)
        var shortened = conversation
        var kept = text
        kept.removeSubrange(bytes)
        shortened.messages[place.message].parts[place.part].utf8 = kept
        let tokens = try encoder.encode(shortened).example.count
        if tokens <= budget, tokens > best?.tokens ?? 0 {
          best = (tokens, bytes)
        }
      }
    }
    return best
  }

  /// The bytes of a run: with the white space behind it, or with that before it where a paragraph or line would be joined to
  /// another.
  private static func bytes(
    of run: ArraySlice<Range<Int>>, after previous: Range<Int>, in text: [UInt8]
  ) -> Range<Int> {
    func end(_ sentence: Range<Int>) -> Int {
      (text[sentence].lastIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? sentence.lowerBound - 1) + 1
    }
    func breaks(_ sentence: Range<Int>) -> Int {
      min(2, text[end(sentence)..<sentence.upperBound].filter { $0 == 0x0A }.count)
    }
    guard let first = run.first, let last = run.last else { return 0..<0 }
    return breaks(last) > breaks(previous)
      ? end(previous)..<end(last) : first.lowerBound..<last.upperBound
  }

  @Test("on 200 records no smaller cut would have fitted", arguments: PipelineFixture.profiles)
  func noSmallerCut(profile: String) throws {
    let name = "trimming by exhaustion with \(profile)"
    let path = PipelineFixture.shared("data/datasets/medqa-usmle-test.jsonl", for: name) ?? PipelineFixture.examples
    let model = try PipelineFixture.model(profile)
    let budget = try ContextBudget(contextLength: 256)
    let fitter = ContextFitter(budget: budget, policy: .trim)
    let scheme = model.scheme
    var compared = 0
    var trimmed = 0
    _ = try RecordPass(input: DatasetInput(paths: [path]), work: WorkPlan()).run(
      makeWorker: { RecordFitter(scheme: scheme, fitter: fitter) },
      transform: { worker, record -> (FittedRecord, (tokens: Int, bytes: Range<Int>)?)? in
        // About 200 of the records at hand are over the budget and have few enough cuts to try them all in a test.
        guard let line = record.conversation.location.line, line % 3 == 0 || line < 130 else { return nil }
        let fitted = try worker.fit(record.conversation)
        if fitted.original.example.count <= budget.tokens { return nil }
        return (fitted, try Self.bestCut(of: record.conversation, budget: budget.tokens, by: worker.encoder))
      },
      consume: { result in
        guard let (fitted, best) = result else { return }
        compared += 1
        switch fitted.decision {
        case .kept: Issue.record("an example over the budget was kept")
        case .split: Issue.record("an example was divided")
        case .dropped: #expect(best == nil, "a cut fits, and the record was dropped")
        case .shortened(let shortened):
          trimmed += 1
          #expect(shortened.example.count == best?.tokens)
          #expect(shortened.cut.pieces.map(\.partRange) == [best?.bytes])
          #expect(shortened.cut.search == .exact)
        }
      })
    print("\(name): \(compared) records over the budget compared, \(trimmed) of them trimmed")
    #expect(trimmed > 0)
  }
}
