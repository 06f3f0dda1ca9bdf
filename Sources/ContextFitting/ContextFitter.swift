import Diagnostics
import Prompting

/// Decides for one example after the other whether it is kept, shortened, divided or left out.
///
/// Nothing but what the policy names changes: the question, the options, the answer, the system prompt and the template
/// stay as they are.
///
/// - *trim* takes one run of whole sentences out of the vignette, never its first or its last: of the runs after whose
///   removal the whole rendered example fits the budget, the one that leaves the most tokens; of equals the one that starts
///   earlier, then the shorter. Texts of several messages are shortened message by message. Where the limit on measured
///   cuts ends the search it is the best of those measured; see `FitCut.Search`.
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
  /// - Complexity: For *trim* at most `limits.maximumCutsMeasured` calls of `count`, or two, for each text that is named,
  ///   usually a few for each sentence or fewer. For *turns* and *split* of the order of the logarithm, for each example
  ///   that comes of it.
  public func fit(
    _ conversation: Conversation, example: TokenizedExample, count: (Conversation) throws -> Int,
    measure: (Conversation) throws -> TokenizedExample
  ) throws -> FitDecision {
    let excess = example.count - budget.tokens
    if excess <= 0 { return .kept }
    do {
      switch policy.kind {
      case .drop: throw Unfit(.policy)
      case .trim:
        return .shortened(try trimmed(conversation, count: count, measure: measure))
      case .turns: return .shortened(try withoutTurns(conversation, count: count, measure: measure))
      case .split: return .split(try split(conversation, count: count, measure: measure))
      case .raise:
        throw TrainPackError(
          .fitTooLong, "the example has \(example.count) tokens, the budget is \(budget.tokens)",
          at: conversation.location,
          fix: "use --fit drop or --fit trim, or give --context-length \(example.count + budget.reserve) or more")
      }
    } catch let unfit as Unfit {
      return .dropped(FitReason(unfit.kind, excess: excess))
    }
  }

  /// Why an example cannot be fitted by the policy.
  private struct Unfit: Error {
    let kind: FitReason.Kind

    init(_ kind: FitReason.Kind) { self.kind = kind }
  }

  private func trimmed(
    _ conversation: Conversation, count: (Conversation) throws -> Int,
    measure: (Conversation) throws -> TokenizedExample
  ) throws -> ShortenedExample {
    let trim = VignetteTrim(
      conversation: conversation, levels: try policy.order.levels(of: conversation),
      marker: policy.marker, budget: budget.tokens, maximumMeasured: limits.maximumCutsMeasured)
    switch try trim.outcome(count: count) {
    case .impossible(let reason): throw Unfit(reason)
    case .cut(let cut):
      return try shortened(
        conversation, to: cut.gaps.conversation(from: conversation),
        FitCut(
          pieces: cut.gaps.pieces(of: conversation), sentences: cut.sentences, search: cut.search),
        tokenCount: cut.tokenCount, measure: measure)
    }
  }

  private func withoutTurns(
    _ conversation: Conversation, count: (Conversation) throws -> Int,
    measure: (Conversation) throws -> TokenizedExample
  ) throws -> ShortenedExample {
    let earlier = EarlierTurns(of: conversation)
    if earlier.exchanges.isEmpty { throw Unfit(.noEarlierTurns) }
    guard let fewest = try earlier.fewest(within: budget.tokens, count: count) else {
      throw Unfit(.lastExchangeTooLong(earlier: earlier.exchanges.count))
    }
    return try shortened(
      conversation, to: earlier.conversation(without: fewest.exchanges), FitCut(turns: earlier.turns(fewest.exchanges)),
      tokenCount: fewest.tokenCount, measure: measure)
  }

  private func split(
    _ conversation: Conversation, count: (Conversation) throws -> Int,
    measure: (Conversation) throws -> TokenizedExample
  ) throws -> [ShortenedExample] {
    let places = try policy.order.levels(of: conversation).flatMap(\.places)
      .sorted { ($0.message, $0.part) < ($1.message, $1.part) }
    guard let first = places.first else { throw Unfit(.noVignette) }
    if places.contains(where: { $0.message != first.message }) {
      throw TrainPackError(
        .fitField, "texts of several messages are named, and each of the examples would keep some turns without theirs",
        at: conversation.location,
        fix: "name the texts of one message with --trim-first, or use --fit trim or --fit turns")
    }
    let split = VignetteSplit(
      conversation: conversation, text: try Vignette(places, of: conversation), marker: policy.marker,
      budget: budget.tokens)
    guard let shares = try split.shares(count: count), shares.count > 1 else { throw Unfit(.sentenceTooLong) }
    let total = split.text.sentences.count
    return try shares.map { share in
      let gaps = split.gaps(keeping: share)
      return try shortened(
        conversation, to: gaps.conversation(from: conversation),
        FitCut(
          pieces: gaps.pieces(of: conversation),
          sentences: FitCut.SentenceCounts(removed: total - share.count, total: total)), measure: measure)
    }
  }

  /// - Parameter tokenCount: What `count` gave for the result; `nil` where it was only found to fit.
  private func shortened(
    _ conversation: Conversation, to result: Conversation, _ cut: FitCut, tokenCount: Int? = nil,
    measure: (Conversation) throws -> TokenizedExample
  ) throws -> ShortenedExample {
    let example = try measure(result)
    if example.count > budget.tokens || (tokenCount ?? example.count) != example.count {
      throw TrainPackError(
        .fitCountsDisagree,
        "a shortened example was counted at \(tokenCount ?? budget.tokens) tokens"
          + "\(tokenCount == nil ? " or fewer" : "") and encoded as \(example.count)",
        at: conversation.location, fix: "report this record and its profile as a defect of TrainPack")
    }
    return ShortenedExample(conversation: result, example: example, cut: cut)
  }

  /// Fits one example by a measure alone, where a count is no cheaper.
  public func fit(
    _ conversation: Conversation, example: TokenizedExample, measure: (Conversation) throws -> TokenizedExample
  ) throws -> FitDecision {
    try fit(conversation, example: example, count: { try measure($0).count }, measure: measure)
  }
}
