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
    comparison.rejectedCount = rejected
    return comparison
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
