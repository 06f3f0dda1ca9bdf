import Prompting

/// One line of the ledger: what became of a record that was trimmed or dropped.
public struct FitLedgerEntry: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    /// The vignette was shortened: the tokens and trained tokens after it, and what was removed.
    case trimmed(tokensAfter: Int, lossTokensAfter: Int, Cut)
    case dropped
  }

  /// Text that was removed from one field of the record.
  public struct Cut: Hashable, Sendable {
    /// The field's JSON pointer.
    public var field: String
    /// The bytes removed, as a range of the field's decoded text.
    public var range: Range<Int>
    /// The text that stood there.
    public var utf8: [UInt8]
    /// The sentences removed, counted from 0 in the vignette.
    public var sentences: Range<Int>

    public init(field: String, range: Range<Int>, utf8: [UInt8], sentences: Range<Int>) {
      self.field = field
      self.range = range
      self.utf8 = utf8
      self.sentences = sentences
    }
  }

  public var recordID: String
  public var source: String
  public var line: Int?
  public var action: Action
  /// Why, in words.
  public var reason: String
  public var tokensBefore: Int
  public var budget: Int
  public var lossTokensBefore: Int

  public init(
    recordID: String, source: String, line: Int?, action: Action, reason: String, tokensBefore: Int, budget: Int,
    lossTokensBefore: Int
  ) {
    self.recordID = recordID
    self.source = source
    self.line = line
    self.action = action
    self.reason = reason
    self.tokensBefore = tokensBefore
    self.budget = budget
    self.lossTokensBefore = lossTokensBefore
  }

  /// The entry for a decision; `nil` for a record that is kept, which has none.
  ///
  /// - Parameters:
  ///   - conversation: The record's conversation before fitting.
  ///   - example: The same conversation, measured.
  public init?(
    _ decision: FitDecision, conversation: Conversation, example: TokenizedExample, budget: ContextBudget
  ) {
    let action: Action
    let reason: String
    switch decision {
    case .kept: return nil
    case .dropped(let why):
      action = .dropped
      reason = why.description
    case .trimmed(_, let result, let cut):
      action = .trimmed(
        tokensAfter: result.count, lossTokensAfter: result.lossTokenCount,
        Cut(field: cut.field, range: cut.fieldRange, utf8: cut.utf8, sentences: cut.sentences))
      reason = FitReason.trimmed(excess: example.count - budget.tokens, search: cut.search)
    }
    self.init(
      recordID: conversation.recordID, source: conversation.location.source, line: conversation.location.line,
      action: action, reason: reason, tokensBefore: example.count, budget: budget.tokens,
      lossTokensBefore: example.lossTokenCount)
  }
}
