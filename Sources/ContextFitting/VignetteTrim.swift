import Diagnostics
import Prompting

/// Shortens the texts of one conversation: of the first level that suffices one run of whole sentences, the run after whose
/// removal the most tokens are left within the budget; of the levels before it all that they can give.
struct VignetteTrim {
  struct Cut {
    var gaps: TextGaps
    var tokenCount: Int
    var sentences: FitCut.SentenceCounts
    var search: FitCut.Search
  }

  enum Outcome {
    case cut(Cut)
    case impossible(FitReason.Kind)
  }

  let conversation: Conversation
  let levels: [TrimOrder.Level]
  let marker: [UInt8]
  let budget: Int
  let maximumMeasured: Int

  /// The cut, or the reason why there is none.
  ///
  /// - Parameter count: The tokens of a conversation.
  func outcome(count: (Conversation) throws -> Int) throws -> Outcome {
    if levels.isEmpty { return .impossible(.noVignette) }
    var gaps = TextGaps(marker: marker)
    let texts = try levels.map { try Vignette($0.places, of: conversation) }
    var sentences = FitCut.SentenceCounts(removed: 0, total: texts.reduce(0) { $0 + $1.sentences.count })
    var (measured, possible, removable) = (0, 0, 0)
    var (isExact, isHopeless) = (true, false)
    for (level, text) in zip(levels, texts) {
      let search = CutSearch(
        sentences: text.sentences, spaceByteCounts: text.spaceByteCounts,
        minimumSentenceCount: level.minimumSentenceCount, budget: budget, maximumMeasured: maximumMeasured,
        labels: text.labels)
      let base = gaps
      removable += search.removableCount
      let found = try search.best { try count(base.adding(text.gaps(removing: $0)).conversation(from: conversation)) }
      guard let found else { continue }
      measured += found.measuredCount
      possible += found.possibleCount
      isExact = isExact && found.isExact
      isHopeless = found.isHopeless
      let taken = found.winner ?? found.longest
      gaps = base.adding(text.gaps(removing: taken.run))
      sentences.removed += taken.run.count
      guard found.winner != nil else { continue }
      // No cut can leave more than the budget, so one that leaves exactly that needs no comparison.
      let how: FitCut.Search =
        isExact || taken.tokenCount == budget ? .exact : .nearest(measured: measured, possible: possible)
      return .cut(Cut(gaps: gaps, tokenCount: taken.tokenCount, sentences: sentences, search: how))
    }
    if removable == 0 { return .impossible(.tooFewSentences(count: sentences.total)) }
    if possible == 0 { return .impossible(.noCutBetweenLabels(sentences: sentences.total)) }
    if isHopeless { return .impossible(.allCutsTooShort(sentences: sentences.total)) }
    return .impossible(
      isExact ? .noCutFits(possible: possible) : .cutsMeasured(measured: measured, possible: possible))
  }
}
