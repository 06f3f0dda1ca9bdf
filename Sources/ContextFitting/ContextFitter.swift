import Diagnostics
import Prompting

/// Decides for one example after the other whether it is kept, trimmed or dropped.
///
/// A trim removes one contiguous run of whole sentences of the vignette, never its first or its last sentence. Of the
/// runs after whose removal the whole rendered example fits the budget, it takes the one that removes the fewest tokens;
/// of equals the one that starts earlier, then the shorter. Nothing else of the conversation changes. A vignette of so
/// many sentences that the limit on measured cuts does not reach gets the best of the cuts expected nearest to the
/// budget; see `FitCut.Search`.
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
  ///   - measure: Renders and encodes a conversation; called for each cut that is tried.
  /// - Returns: The decision. `trimmed` holds what `measure` gave for the conversation after the cut.
  /// - Throws: `TrainPackError` with code `fit.too-long` under the policy `raise`, `fit.field-range`, and what `measure`
  ///   throws.
  /// - Complexity: At most `limits.maximumCutsMeasured` calls of `measure`; for *s* sentences (*s* - 2)(*s* - 1) / 2
  ///   calls when they are fewer.
  public func fit(
    _ conversation: Conversation, example: TokenizedExample, measure: (Conversation) throws -> TokenizedExample
  ) throws -> FitDecision {
    switch try prepare(conversation, example: example) {
    case .decided(let decision): return decision
    case .search(let vignette, let search):
      let outcome = try search.best(
        measure: { try measure(vignette.conversation(removing: $0)) }, tokenCount: \.count)
      guard let winner = outcome.winner else {
        return dropped(search, measuredCount: outcome.measuredCount, excess: example.count - budget.tokens)
      }
      return trimmed(vignette, search, winner, winner.measured, measuredCount: outcome.measuredCount)
    }
  }

  /// Fits one example, comparing cuts by a count that is cheaper than the whole measure.
  ///
  /// - Parameters:
  ///   - count: The number of tokens that `measure` would give; called for each cut that is tried.
  ///   - measure: Renders and encodes a conversation; called once, for the cut that was chosen.
  /// - Throws: Also `TrainPackError` with code `fit.counts-disagree`, when `measure` gives another number of tokens for
  ///   the chosen cut than `count`.
  public func fit(
    _ conversation: Conversation, example: TokenizedExample, count: (Conversation) throws -> Int,
    measure: (Conversation) throws -> TokenizedExample
  ) throws -> FitDecision {
    switch try prepare(conversation, example: example) {
    case .decided(let decision): return decision
    case .search(let vignette, let search):
      let outcome = try search.best(measure: { try count(vignette.conversation(removing: $0)) }, tokenCount: \.self)
      guard let winner = outcome.winner else {
        return dropped(search, measuredCount: outcome.measuredCount, excess: example.count - budget.tokens)
      }
      let measured = try measure(vignette.conversation(removing: winner.run))
      if measured.count != winner.tokenCount {
        throw TrainPackError(
          .fitCountsDisagree,
          "a shortened example was counted at \(winner.tokenCount) tokens and encoded as "
            + "\(measured.count)", at: conversation.location,
          fix: "report this record and its profile as a defect of TrainPack")
      }
      return trimmed(vignette, search, winner, measured, measuredCount: outcome.measuredCount)
    }
  }

  private enum Preparation {
    case decided(FitDecision)
    case search(Vignette, CutSearch)
  }

  private func prepare(
    _ conversation: Conversation, example: TokenizedExample
  ) throws(TrainPackError) -> Preparation {
    if example.count <= budget.tokens { return .decided(.kept) }
    let excess = example.count - budget.tokens
    switch policy {
    case .drop: return .decided(.dropped(FitReason(.policy, excess: excess)))
    case .raise:
      throw TrainPackError(
        .fitTooLong, "the example has \(example.count) tokens, the budget is \(budget.tokens)",
        at: conversation.location,
        fix: "use --fit drop or --fit trim, or give --context-length \(example.count + budget.reserve) or more")
    case .trim: break
    }
    guard let vignette = try Vignette(of: conversation) else {
      return .decided(.dropped(FitReason(.noVignette, excess: excess)))
    }
    let search = CutSearch(
      sentences: vignette.sentences, tokensBefore: example.count, budget: budget.tokens,
      maximumMeasured: limits.maximumCutsMeasured)
    if search.removableCount == 0 {
      let count = vignette.sentences.count
      return .decided(.dropped(FitReason(.tooFewSentences(count: count), excess: excess)))
    }
    return .search(vignette, search)
  }

  private func dropped(_ search: CutSearch, measuredCount: Int, excess: Int) -> FitDecision {
    let kind: FitReason.Kind =
      search.isExact
      ? .noCutFits(possible: search.possibleCount)
      : .cutsMeasured(measured: measuredCount, possible: search.possibleCount)
    return .dropped(FitReason(kind, excess: excess))
  }

  private func trimmed<Measured>(
    _ vignette: Vignette, _ search: CutSearch, _ winner: CutSearch.Winner<Measured>, _ example: TokenizedExample,
    measuredCount: Int
  ) -> FitDecision {
    // No cut can leave more than the budget, so one that leaves exactly that needs no comparison.
    let how: FitCut.Search =
      search.isExact || winner.tokenCount == budget.tokens
      ? .exact : .nearest(measured: measuredCount, possible: search.possibleCount)
    return .trimmed(
      vignette.conversation(removing: winner.run), example, vignette.cut(removing: winner.run, search: how))
  }
}
