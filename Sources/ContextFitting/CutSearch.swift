/// Finds the run of sentences whose removal leaves the most tokens within a budget, and measures few of them for it.
///
/// The number of tokens of a text is not monotonic in the text, but nearly: without a run of sentences an example has at most
/// a few tokens (`margin`) more than without a part of that run. So where the removal of a run leaves too much by more than
/// that, no part of it need be measured, and where it leaves as much less than the best so far, no run around it. The rest is
/// searched in the order that decides ties (earlier start, then shorter), and the search ends early only at a run that leaves
/// exactly the budget: none can leave more, and every run that would win a tie against it was measured.
///
/// Runs whose removal would leave a sentence under another label (`LabelledSentences`) are none; some are measured to learn
/// what lies around them.
struct CutSearch {
  /// How many tokens more a text may have where it is cut: what was one token can be a few. The vocabularies of
  /// `CutMarginTests` need none; WordPiece, for which a long word is one unknown token, can need more where sentences stand
  /// side by side without white space.
  static let seamMargin = 32

  /// Of runs that may not go one in so many is measured, to see whether the rest is too short.
  private static let probeDistance = 8

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
    /// How many runs may go, and how many of them were measured.
    var possibleCount: Int
    var measuredCount: Int
    /// Whether the limit left no run unmeasured that could be better.
    var isExact: Bool
    /// Whether the example is too long without any sentence between the first and the last.
    var isHopeless: Bool
  }

  /// The sentences of the vignette, as byte ranges.
  let sentences: [Range<Int>]
  /// The bytes of the white space behind each.
  let spaceByteCounts: [Int]
  /// How many sentences stay at least, 2 or more: the first and the last always do.
  var minimumSentenceCount = 2
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
    var progress = Progress()
    let left = try measure(1..<innerCount + 1, &progress, count)
    let longestRun = Measured(run: longest, tokenCount: try measure(longest, &progress, count))
    let isHopeless = left > budget + margin(1..<innerCount + 1)
    let isAtEnd = try isHopeless || search(&progress, count)
    return Outcome(
      winner: progress.winner, longest: longestRun, possibleCount: possible.count,
      measuredCount: progress.possibleCount, isExact: isAtEnd || progress.possibleCount == possible.count,
      isHopeless: isHopeless)
  }

  /// How many tokens more a text may have without a run than without a part of it: of the white space around the run some stays,
  /// twice where a marker comes between, which may have gone with the part.
  func margin(_ run: Range<Int>) -> Int {
    Self.seamMargin + 2 * max(spaceByteCounts[run.lowerBound - 1], spaceByteCounts[run.upperBound - 1])
  }

  /// The runs that were measured, each once, and the best of them that may go.
  private struct Progress {
    var tokenCounts: [Range<Int>: Int] = [:]
    /// How many of them may go.
    var possibleCount = 0
    var winner: Measured?
  }

  /// - Returns: Whether the search came to its end before the limit.
  private func search(_ progress: inout Progress, _ count: (Range<Int>) throws -> Int) throws -> Bool {
    let widestMargin = Self.seamMargin + 2 * (spaceByteCounts.max() ?? 0)
    // Of the runs from the start at hand on, or from a later one, none that ends here or before leaves few enough.
    var tooShort = 1
    for start in 1..<innerCount + 1 {
      let last = min(start + removableCount, innerCount + 1)
      guard let found = try lastTooShort(from: max(tooShort, start), to: last, start, &progress, count) else {
        return false
      }
      tooShort = found
      if tooShort > innerCount { break }
      var passedCount = 0
      for end in tooShort + 1..<last + 1 {
        let mayGo = mayGo(start..<end)
        passedCount += 1
        if !mayGo && passedCount < Self.probeDistance { continue }
        passedCount = 0
        guard let tokenCount = try measureWithinLimit(start..<end, &progress, count) else { return false }
        if mayGo && tokenCount == budget { return true }
        if let winner = progress.winner, tokenCount + widestMargin < winner.tokenCount { break }
      }
    }
    return true
  }

  /// The last end of a run from a start that is found to leave too much by more than the margin, by steps that double and
  /// then by halves.
  ///
  /// - Parameter known: An end that is known to be one, or the start.
  /// - Returns: `nil` where the limit is reached.
  private func lastTooShort(
    from known: Int, to last: Int, _ start: Int, _ progress: inout Progress, _ count: (Range<Int>) throws -> Int
  ) throws -> Int? {
    var (low, high, step) = (known, last + 1, 1)
    while high - low > 1 {
      let end = high > last ? min(low + step, last) : low + (high - low) / 2
      guard let tokenCount = try measureWithinLimit(start..<end, &progress, count) else { return nil }
      if tokenCount > budget + margin(start..<end) {
        low = end
        step *= 2
      } else {
        high = end
      }
    }
    return low
  }

  private func measureWithinLimit(
    _ run: Range<Int>, _ progress: inout Progress, _ count: (Range<Int>) throws -> Int
  ) throws -> Int? {
    if progress.tokenCounts.count >= maximumMeasured, progress.tokenCounts[run] == nil { return nil }
    return try measure(run, &progress, count)
  }

  private func measure(
    _ run: Range<Int>, _ progress: inout Progress, _ count: (Range<Int>) throws -> Int
  ) throws -> Int {
    if let known = progress.tokenCounts[run] { return known }
    let measured = Measured(run: run, tokenCount: try count(run))
    progress.tokenCounts[run] = measured.tokenCount
    guard mayGo(run) else { return measured.tokenCount }
    progress.possibleCount += 1
    if measured.tokenCount <= budget && progress.winner.map({ Self.isBetter(measured, than: $0) }) ?? true {
      progress.winner = measured
    }
    return measured.tokenCount
  }

  private func mayGo(_ run: Range<Int>) -> Bool { run.count <= removableCount && labels.allowsRemoval(of: run) }

  /// More tokens left is better; of runs that leave the same, the one that starts earlier, then the shorter.
  private static func isBetter(_ run: Measured, than other: Measured) -> Bool {
    (-run.tokenCount, run.run.lowerBound, run.run.upperBound)
      < (-other.tokenCount, other.run.lowerBound, other.run.upperBound)
  }
}
