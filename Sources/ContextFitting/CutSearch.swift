/// Finds the run of sentences whose removal leaves the most tokens within a budget.
///
/// Nothing is assumed of the measure: the number of tokens of a text is not monotonic in the text. As long as the limit
/// allows it every run is measured, in the order that decides ties (earlier start, then shorter), and the search ends
/// early only at a run that leaves exactly the budget: none can leave more, and every run that would win a tie against
/// it has been measured. Beyond the limit the runs are measured in the order of `NearestCuts`, and the best of them is
/// the result.
struct CutSearch {
  /// A run of sentences, and what was measured after its removal.
  struct Winner<Measured> {
    var run: Range<Int>
    var measured: Measured
    var tokenCount: Int
  }

  struct Outcome<Measured> {
    var winner: Winner<Measured>?
    var measuredCount: Int
  }

  /// The sentences of the vignette, as byte ranges.
  let sentences: [Range<Int>]
  /// The tokens before any removal; more than `budget`.
  let tokensBefore: Int
  let budget: Int
  let maximumMeasured: Int

  /// How many sentences may be removed: all but the first and the last.
  var removableCount: Int { max(0, sentences.count - 2) }

  /// How many runs of them there are.
  var possibleCount: Int { removableCount * (removableCount + 1) / 2 }

  /// Whether every run may be measured, so that the result is the best of all.
  var isExact: Bool { possibleCount <= maximumMeasured }

  /// The run that is to go, if any fits.
  ///
  /// - Parameters:
  ///   - measure: What is left after the removal of a run of sentences.
  ///   - tokenCount: Its length in tokens.
  func best<Measured>(
    measure: (Range<Int>) throws -> Measured, tokenCount: (Measured) -> Int
  ) throws -> Outcome<Measured> {
    if isExact {
      try best(in: AllCuts(removableCount: removableCount), measure: measure, tokenCount: tokenCount)
    } else {
      try best(
        in: NearestCuts(
          sentences: sentences, tokensBefore: tokensBefore, budget: budget, maximumMeasured: maximumMeasured),
        measure: measure, tokenCount: tokenCount)
    }
  }

  private func best<Measured>(
    in order: some CutOrder, measure: (Range<Int>) throws -> Measured, tokenCount: (Measured) -> Int
  ) throws -> Outcome<Measured> {
    var order = order
    var outcome = Outcome<Measured>(winner: nil, measuredCount: 0)
    while outcome.measuredCount < maximumMeasured, let run = order.next() {
      let measured = try measure(run)
      let count = tokenCount(measured)
      outcome.measuredCount += 1
      order.learn(tokenCount: count, afterRemoving: run)
      if count > budget { continue }
      let candidate = Winner(run: run, measured: measured, tokenCount: count)
      if outcome.winner.map({ Self.isBetter(candidate, than: $0) }) ?? true { outcome.winner = candidate }
      if count == budget { break }
    }
    return outcome
  }

  /// More tokens left is better; of runs that leave the same, the one that starts earlier, then the shorter.
  private static func isBetter<Measured>(_ run: Winner<Measured>, than other: Winner<Measured>) -> Bool {
    (-run.tokenCount, run.run.lowerBound, run.run.upperBound)
      < (-other.tokenCount, other.run.lowerBound, other.run.upperBound)
  }
}

/// The order in which runs of sentences are measured.
protocol CutOrder {
  /// The next run to measure; `nil` when there is none left.
  mutating func next() -> Range<Int>?
  /// Takes note of what the removal of a run left.
  mutating func learn(tokenCount: Int, afterRemoving run: Range<Int>)
}

/// Every run between the first and the last sentence, by start, then by length.
struct AllCuts: CutOrder {
  private let removableCount: Int
  private var start = 1
  private var end = 1

  init(removableCount: Int) { self.removableCount = removableCount }

  mutating func next() -> Range<Int>? {
    if end > removableCount {
      start += 1
      end = start
    }
    if start > removableCount { return nil }
    end += 1
    return start..<end
  }

  mutating func learn(tokenCount: Int, afterRemoving run: Range<Int>) {}
}
