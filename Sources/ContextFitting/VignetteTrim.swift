import Diagnostics
import Prompting

/// Shortens the texts of one conversation: of the first level that suffices one run of whole sentences, the run after whose
/// removal the most tokens are left within the budget; of the levels before it all that they can give.
struct VignetteTrim {
  struct Result {
    var gaps: TextGaps
    var tokenCount: Int
    var sentences: FitCut.SentenceCounts
    var search: FitCut.Search
  }

  let conversation: Conversation
  let levels: [TrimOrder.Level]
  let marker: [UInt8]
  let tokensBefore: Int
  let budget: Int
  let maximumMeasured: Int

  /// The cut, or the reason why there is none.
  ///
  /// - Parameter count: The tokens of a conversation.
  func cut(count: (Conversation) throws -> Int) throws -> (result: Result?, reason: FitReason.Kind) {
    var gaps = TextGaps(marker: marker)
    var tokenCount = tokensBefore
    var sentences = FitCut.SentenceCounts(removed: 0, total: 0)
    let texts = try levels.map { try Vignette($0.places, of: conversation) }
    sentences.total = texts.reduce(0) { $0 + $1.sentences.count }
    var (measured, possible) = (0, 0)
    var isExact = true
    var isHopeless = false
    for (level, text) in zip(levels, texts) {
      let search = CutSearch(
        sentences: text.sentences, minimumSentenceCount: level.minimumSentenceCount, tokensBefore: tokenCount,
        budget: budget, maximumMeasured: maximumMeasured)
      guard let all = search.largestRun else { continue }
      let base = gaps
      let outcome = try search.best { try count(base.adding(text.gaps(of: $0)).conversation(from: conversation)) }
      measured += outcome.measuredCount
      possible += search.possibleCount
      isExact = isExact && search.isExact
      isHopeless = outcome.isHopeless
      if let winner = outcome.winner {
        sentences.removed += winner.run.count
        // No cut can leave more than the budget, so one that leaves exactly that needs no comparison.
        let how: FitCut.Search =
          isExact || winner.tokenCount == budget ? .exact : .nearest(measured: measured, possible: possible)
        return (
          Result(
            gaps: base.adding(text.gaps(of: winner.run)), tokenCount: winner.tokenCount, sentences: sentences,
            search: how), .policy
        )
      }
      gaps = base.adding(text.gaps(of: all))
      tokenCount = try count(gaps.conversation(from: conversation))
      sentences.removed += all.count
      if tokenCount <= budget {
        // The nearest cuts did not reach the longest, and it fits.
        return (
          Result(
            gaps: gaps, tokenCount: tokenCount, sentences: sentences,
            search: .nearest(measured: measured + 1, possible: possible)), .policy
        )
      }
    }
    if levels.isEmpty { return (nil, .noVignette) }
    if possible == 0 { return (nil, .tooFewSentences(count: sentences.total)) }
    if isHopeless { return (nil, .allCutsTooShort(sentences: sentences.total)) }
    return (nil, isExact ? .noCutFits(possible: possible) : .cutsMeasured(measured: measured, possible: possible))
  }
}
