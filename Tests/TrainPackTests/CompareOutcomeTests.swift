import Diagnostics
import Testing

@testable import TrainPack

@Suite("Outcome of a comparison")
struct CompareOutcomeTests {
  private func outcome(_ comparisons: [ProfileComparison]) -> CompareOutcome {
    var outcome = CompareOutcome(notCompared: [], summary: ReadSummary())
    outcome.comparisons = comparisons
    return outcome
  }

  private func comparison(
    _ name: String, tokens: Int, parameters: Int? = nil, active: Int? = nil, rejected: Int = 0
  ) -> ProfileComparison {
    var comparison = ProfileComparison(profile: name, parameters: parameters, activeParameters: active)
    comparison.tokens = tokens
    for _ in 0..<rejected { comparison.rejected.add(InputLocation(source: "data.jsonl")) }
    return comparison
  }

  /// What a profile makes of ten records at 512 tokens.
  private func comparison(_ name: String, rows: Int, dropped: Int) -> ProfileComparison {
    var comparison = comparison(name, tokens: 100)
    var context = ContextComparison(contextLength: 512, isBeyondTrained: false)
    context.rowCount = rows
    context.droppedCount = dropped
    comparison.contexts = [context]
    return comparison
  }

  @Test("few tokens by leaving something out win nothing, and the winner's reason says so")
  func contentLost() {
    let location = InputLocation(source: "data.jsonl", line: 7)
    var cheap = comparison("a", tokens: 1)
    cheap.records = 10
    for loss in [ContentLoss.tools, .text(message: 1), .tools] { cheap.contentLosses.add(loss, at: location) }
    let outcome = outcome([cheap, comparison("b", tokens: 9), comparison("c", tokens: 5, rejected: 4)])
    #expect(outcome.sorted(by: .tokens).map(\.profile) == ["b", "a", "c"])
    #expect(outcome.sorted(by: .name).map(\.profile) == ["a", "b", "c"])
    #expect(outcome.winner(by: .tokens).profile == "b")
    #expect(
      outcome.winner(by: .tokens).reason
        == "the fewest tokens: 9; of the profiles whose template renders every record whole")
    #expect(outcome.findings.map(\.code) == [.compareRejected, .compareContentLost])
    #expect(
      outcome.findings.last?.message
        == "the chat template of a leaves something out of 3 of 10 records (30.0 %): text of 1 and the definitions of tools "
        + "of 2")
    #expect(outcome.findings.last?.count == 3 && outcome.findings.last?.places == [location, location, location])
  }

  @Test("few rows by dropping records win nothing, and what others drop is said")
  func droppedRows() {
    let outcome = outcome([
      comparison("a", rows: 1, dropped: 8), comparison("b", rows: 6, dropped: 2), comparison("c", rows: 4, dropped: 2),
      comparison("d", rows: 3, dropped: 5),
    ])
    #expect(outcome.sorted(by: .rows).map(\.profile) == ["c", "b", "d", "a"])
    // The tokens are those of all records, whatever is dropped.
    #expect(outcome.winner(by: .tokens).reason == "a, b, c and d have equally few tokens: 100")
    let winner = outcome.winner(by: .rows)
    #expect(winner.profile == "c")
    #expect(
      winner.reason
        == "the fewest packed rows: 4 at 512 tokens, 33.3 % fewer than b; of those that drop the fewest records there, 2, "
        + "where others drop up to 8")
    let equal = self.outcome([comparison("a", rows: 3, dropped: 2), comparison("b", rows: 6, dropped: 2)])
    #expect(equal.winner(by: .rows).reason == "the fewest packed rows: 3 at 512 tokens, 50.0 % fewer than b")
  }

  @Test("compute counts the weights that a token passes through, and is unknown where nobody states them")
  func compute() {
    #expect(comparison("a", tokens: 10, parameters: 7).trainingCompute == 420)
    #expect(comparison("a", tokens: 10, parameters: 671, active: 37).trainingCompute == 2_220)
    #expect(comparison("a", tokens: 10).trainingCompute == nil)
    // Beyond 64 bits: 671 billion weights and a trillion tokens.
    let large = comparison("a", tokens: 1_000_000_000_000, parameters: 671_000_000_000)
    #expect(large.trainingCompute == 4.026e24)
  }

  @Test("unknown numbers come last, records that are refused after those that are taken")
  func order() {
    let outcome = outcome([
      comparison("a", tokens: 5), comparison("b", tokens: 9, parameters: 1), comparison("c", tokens: 1, rejected: 3),
      comparison("d", tokens: 7, parameters: 2),
    ])
    #expect(outcome.sorted(by: .tokens).map(\.profile) == ["a", "d", "b", "c"])
    #expect(outcome.sorted(by: .compute).map(\.profile) == ["b", "d", "a", "c"])
    #expect(outcome.sorted(by: .name).map(\.profile) == ["a", "b", "c", "d"])
    #expect(outcome.winner(by: .tokens).profile == "a")
    #expect(
      outcome.winner(by: .compute).reason
        == "the least training compute: 54.00 FLOP, 35.7 % less than d; of the profiles whose template takes every record"
    )
  }

  @Test("none wins where the first are equal, where nothing is known, or where there is one")
  func ties() {
    let equal = outcome([
      comparison("a", tokens: 5), comparison("b", tokens: 5), comparison("c", tokens: 8),
    ])
    #expect(equal.winner(by: .tokens).profile == nil)
    #expect(equal.winner(by: .tokens).reason == "a and b have equally few tokens: 5")
    #expect(equal.winner(by: .compute).reason == "the training compute of none is known")
    #expect(outcome([comparison("a", tokens: 1)]).winner(by: .tokens).profile == nil)
    #expect(outcome([]).winner(by: .tokens).profile == nil)
  }

  @Test("a text of 600 words goes by the vignettes where there are any, and is unknown without words")
  func rates() {
    var comparison = comparison("a", tokens: 200)
    #expect(comparison.tokens(ofWords: 600) == nil && comparison.tokensPerWord == nil)
    comparison.words = 100
    comparison.textTokens = 150
    #expect(comparison.tokens(ofWords: 600) == 900 && comparison.templateTokens == 50)
    comparison.vignetteWords = 50
    comparison.vignetteTokens = 90
    #expect(comparison.tokens(ofWords: 600) == 1_080 && comparison.tokensPerWord == 1.5)
  }

  @Test("the unit is the largest in which no number is below 1")
  func units() {
    for (numbers, name) in [
      ([], "FLOP"), ([0], "FLOP"), ([999], "FLOP"), ([1e9], "GFLOP"), ([1e15, 5e17], "PFLOP"), ([2e18], "EFLOP"),
      ([4e24], "YFLOP"), ([1e30], "YFLOP"),
    ] as [([Double], String)] {
      #expect(ComputeUnit(for: numbers).name == name, "\(numbers)")
    }
  }
}
