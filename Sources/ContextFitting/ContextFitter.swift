import Diagnostics
import Prompting

/// Decides for one example after the other whether it is kept, shortened, divided or left out.
///
/// Nothing but what the policy names changes: the question, the options, the answer, the system prompt and the template
/// stay as they are.
///
/// - *trim* takes one run of whole sentences out of the vignette, never its first or its last: of the runs after whose
///   removal the whole rendered example fits the budget, the one that leaves the most tokens; of equals the one that starts
///   earlier, then the shorter. A vignette of so many sentences that the limit on measured cuts does not reach gets the
///   best of the cuts expected nearest to the budget; see `FitCut.Search`.
/// - *turns* leaves out the oldest exchanges, as few as will do; see `EarlierTurns`.
/// - *split* makes several examples of one; see `VignetteSplit`.
public struct ContextFitter: Sendable {
  public let budget: ContextBudget
  public let policy: FitPolicy
  public let limits: Limits

  public init(budget: ContextBudget, policy: FitPolicy, limits: Limits = Limits()) {
    self.budget = budget
    self.policy = policy
    self.limits = limits
  }

  /// Fits one example.
  ///
  /// - Parameters:
  ///   - conversation: The record's conversation.
  ///   - example: The same conversation, measured.
  ///   - count: The number of tokens that `measure` would give; called for each cut that is tried.
  ///   - measure: Renders and encodes a conversation; called once for each example that comes of it.
  /// - Returns: The decision, with what `measure` gave for each example after its cut.
  /// - Throws: `TrainPackError` with code `fit.too-long` under the policy `raise`, `fit.field` where a text is named that is
  ///   never shortened, `fit.field-range`, `fit.counts-disagree` when `measure` gives an example more tokens than the
  ///   budget that `count` found to fit, and what the two throw.
  /// - Complexity: For *trim* at most `limits.maximumCutsMeasured` calls of `count` for each text that is named; for *s*
  ///   sentences (*s* - 2)(*s* - 1) / 2 calls when they are fewer. For *turns* and *split* of the order of the
  ///   logarithm, for each example that comes of it.
  public func fit(
    _ conversation: Conversation, example: TokenizedExample, count: (Conversation) throws -> Int,
    measure: (Conversation) throws -> TokenizedExample
  ) throws -> FitDecision {
    let excess = example.count - budget.tokens
    if excess <= 0 { return .kept }
    func dropped(_ kind: FitReason.Kind) -> FitDecision { .dropped(FitReason(kind, excess: excess)) }
    func shortened(_ result: Conversation, _ cut: FitCut, tokenCount: Int? = nil) throws -> ShortenedExample {
      let measured = try measure(result)
      if measured.count > budget.tokens || (tokenCount ?? measured.count) != measured.count {
        throw TrainPackError(
          .fitCountsDisagree,
          "a shortened example was counted at \(tokenCount ?? budget.tokens) tokens"
            + "\(tokenCount == nil ? " or fewer" : "") and encoded as \(measured.count)",
          at: conversation.location, fix: "report this record and its profile as a defect of TrainPack")
      }
      return ShortenedExample(conversation: result, example: measured, cut: cut)
    }
    switch policy.kind {
    case .drop: return dropped(.policy)
    case .raise:
      throw TrainPackError(
        .fitTooLong, "the example has \(example.count) tokens, the budget is \(budget.tokens)",
        at: conversation.location,
        fix: "use --fit drop or --fit trim, or give --context-length \(example.count + budget.reserve) or more")
    case .trim:
      let trim = VignetteTrim(
        conversation: conversation, levels: try policy.order.levels(of: conversation), marker: policy.marker,
        tokensBefore: example.count, budget: budget.tokens, maximumMeasured: limits.maximumCutsMeasured)
      let (result, reason) = try trim.cut(count: count)
      guard let result else { return dropped(reason) }
      let cut = FitCut(
        pieces: result.gaps.pieces(of: conversation), sentences: result.sentences, search: result.search)
      return .shortened(
        try shortened(result.gaps.conversation(from: conversation), cut, tokenCount: result.tokenCount))
    case .turns:
      let earlier = EarlierTurns(of: conversation)
      if earlier.exchanges.isEmpty { return dropped(.noEarlierTurns) }
      guard let fewest = try earlier.fewest(within: budget.tokens, count: count) else {
        return dropped(.lastExchangeTooLong(earlier: earlier.exchanges.count))
      }
      return .shortened(
        try shortened(
          earlier.conversation(without: fewest.exchanges), FitCut(turns: earlier.turns(fewest.exchanges)),
          tokenCount: fewest.tokenCount))
    case .split:
      let places = try policy.order.levels(of: conversation).flatMap(\.places)
        .sorted { ($0.message, $0.part) < ($1.message, $1.part) }
      if places.isEmpty { return dropped(.noVignette) }
      let split = VignetteSplit(
        conversation: conversation, text: try Vignette(places, of: conversation), marker: policy.marker,
        budget: budget.tokens)
      guard let shares = try split.shares(count: count), shares.count > 1 else { return dropped(.sentenceTooLong) }
      let total = split.text.sentences.count
      return .split(
        try shares.map { share in
          let gaps = split.gaps(keeping: share)
          return try shortened(
            gaps.conversation(from: conversation),
            FitCut(
              pieces: gaps.pieces(of: conversation),
              sentences: FitCut.SentenceCounts(removed: total - share.count, total: total)))
        })
    }
  }

  /// Fits one example by a measure alone, where a count is no cheaper.
  public func fit(
    _ conversation: Conversation, example: TokenizedExample, measure: (Conversation) throws -> TokenizedExample
  ) throws -> FitDecision {
    try fit(conversation, example: example, count: { try measure($0).count }, measure: measure)
  }
}
