/// Finds the run of sentences whose removal leaves the most tokens within a budget.
///
/// The number of tokens of a text is not monotonic in the text, so nothing is assumed of the measure but that text which
/// stays makes an example shorter by `margin` tokens at most: where it is longer than the budget by more without any
/// sentence between the first and the last, no run is looked at. As long as the limit allows it every run is measured, in
/// the order that decides ties (earlier start, then shorter), and the search ends early only at a run that leaves exactly
/// the budget: none can leave more, and every run that would win a tie against it has been measured. Beyond the limit the
/// runs are measured in the order of `NearestCuts`, and the best of them is the result. Runs whose removal would leave a
/// sentence under another label (`LabelledSentences`) are none.
struct CutSearch {
  /// How many tokens fewer a text may have than a part of it: where it is cut, what was one token can be a few.
  static let margin = 32

  /// How many pairs of sentences are looked at, as the first and the last of a run, whether they are measured or not.
  private static let maximumPairs = 1 << 22

  /// A run of sentences, and the tokens left after its removal.
  struct Measured {
    var run: Range<Int>
    var tokenCount: Int
  }

  struct Outcome {
    /// The run that is to go; `nil` where none fits.
    var winner: Measured?
    /// The longest run that may go, in bytes, and what it leaves.
    var longest: Measured
    var measuredCount: Int
    /// How many runs may go.
    var possibleCount: Int
    /// Whether every run may be measured, so that the result is the best of all.
    var isExact: Bool
    /// Whether the example is too long without any sentence between the first and the last.
    var isHopeless: Bool
  }

  /// The sentences of the vignette, as byte ranges.
  let sentences: [Range<Int>]
  /// How many sentences stay at least, 2 or more: the first and the last always do.
  var minimumSentenceCount = 2
  /// The tokens before any removal; more than `budget`.
  let tokensBefore: Int
  let budget: Int
  let maximumMeasured: Int
  /// A run may go where what stays keeps its labels.
  let labels: LabelledSentences

  /// How many sentences stand between the first and the last.
  var innerCount: Int { max(0, sentences.count - 2) }

  /// How many sentences may be removed.
  var removableCount: Int { max(0, sentences.count - max(2, minimumSentenceCount)) }

  /// How many runs of them may go, and of these the one that takes the most bytes, the first of such.
  var possible: (count: Int, longest: Range<Int>?) {
    var count = 0
    var longest: Range<Int>?
    labels.forEachEnd(ofRunsUpTo: removableCount) { widest, runCount in
      count += runCount
      if byteCount(widest) > longest.map(byteCount) ?? 0 { longest = widest }
    }
    return (count, longest)
  }

  private func byteCount(_ run: Range<Int>) -> Int {
    sentences[run.upperBound - 1].upperBound - sentences[run.lowerBound].lowerBound
  }

  /// Looks for the run that is to go.
  ///
  /// - Parameter count: The tokens left after the removal of a run of sentences.
  /// - Returns: `nil` where none may go.
  func best(count: (Range<Int>) throws -> Int) throws -> Outcome? {
    let possible = possible
    guard let longest = possible.longest else { return nil }
    let isExact = possible.count <= maximumMeasured && innerCount <= Self.maximumPairs / max(1, removableCount)
    let inner = 1..<innerCount + 1
    let least = Measured(run: inner, tokenCount: try count(inner))
    var outcome = Outcome(
      winner: nil, longest: least, measuredCount: 1, possibleCount: possible.count, isExact: isExact,
      isHopeless: least.tokenCount > budget + Self.margin)
    if longest != inner {
      outcome.longest = Measured(run: longest, tokenCount: try count(longest))
      outcome.measuredCount += 1
    }
    if outcome.isHopeless { return outcome }
    if outcome.longest.tokenCount <= budget { outcome.winner = outcome.longest }
    let known = [least, outcome.longest]
    if isExact {
      try search(AllCuts(innerCount: innerCount, longest: removableCount, labels), known, &outcome, count: count)
    } else {
      let nearest = NearestCuts(
        sentences: sentences, labels: labels, tokensBefore: tokensBefore, budget: budget,
        maximumMeasured: maximumMeasured, maximumPairs: Self.maximumPairs)
      try search(nearest, known, &outcome, count: count)
    }
    return outcome
  }

  /// - Parameter known: Runs that were measured.
  private func search(
    _ order: some CutOrder, _ known: [Measured], _ outcome: inout Outcome, count: (Range<Int>) throws -> Int
  ) throws {
    var order = order
    while let run = order.next() {
      let tokenCount: Int
      if let measured = known.first(where: { $0.run == run }) {
        tokenCount = measured.tokenCount
      } else {
        if outcome.measuredCount >= maximumMeasured { break }
        tokenCount = try count(run)
        outcome.measuredCount += 1
      }
      order.learn(tokenCount: tokenCount, afterRemoving: run)
      // The order of the nearest measures longer runs too, as it estimates by them.
      if tokenCount > budget || run.count > removableCount || !labels.allowsRemoval(of: run) { continue }
      let candidate = Measured(run: run, tokenCount: tokenCount)
      if outcome.winner.map({ Self.isBetter(candidate, than: $0) }) ?? true { outcome.winner = candidate }
      if tokenCount == budget { break }
    }
  }

  /// More tokens left is better; of runs that leave the same, the one that starts earlier, then the shorter.
  private static func isBetter(_ run: Measured, than other: Measured) -> Bool {
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

/// Every run between the first and the last sentence that may go, up to a length, by start, then by length.
struct AllCuts: CutOrder {
  private let innerCount: Int
  private let longest: Int
  private let labels: LabelledSentences
  private var start = 1
  private var end = 1

  init(innerCount: Int, longest: Int, _ labels: LabelledSentences) {
    self.innerCount = innerCount
    self.longest = longest
    self.labels = labels
  }

  mutating func next() -> Range<Int>? {
    while true {
      if end > innerCount || end - start >= longest {
        start += 1
        end = start
      }
      if start > innerCount || longest == 0 { return nil }
      end += 1
      if labels.allowsRemoval(of: start..<end) { return start..<end }
    }
  }

  mutating func learn(tokenCount: Int, afterRemoving run: Range<Int>) {}
}
