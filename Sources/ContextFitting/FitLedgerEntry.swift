import Prompting

/// One line of the ledger: what became of a record that was trimmed or dropped.
public struct FitLedgerEntry: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    /// The vignette was shortened: the tokens and trained tokens after it, and what was removed.
    case trimmed(tokensAfter: Int, lossTokensAfter: Int, Cut)
    case dropped
  }

  /// The text that was removed.
  public struct Cut: Hashable, Sendable {
    /// What was removed from one field of the record.
    public struct Piece: Hashable, Sendable {
      /// The field's JSON pointer.
      public var field: String
      /// The bytes removed, as a range of the field's decoded text.
      public var range: Range<Int>
      /// The text that stood there.
      public var utf8: [UInt8]

      public init(field: String, range: Range<Int>, utf8: [UInt8]) {
        self.field = field
        self.range = range
        self.utf8 = utf8
      }
    }

    /// The sentences removed, counted from 0 in the vignette.
    public var sentences: Range<Int>
    public var pieces: [Piece]

    public init(sentences: Range<Int>, pieces: [Piece]) {
      self.sentences = sentences
      self.pieces = pieces
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
        Cut(sentences: cut.sentences, pieces: Cut.Piece.joined(cut.pieces)))
      reason = FitReason.trimmed(excess: example.count - budget.tokens, search: cut.search)
    }
    self.init(
      recordID: conversation.recordID, source: conversation.location.source, line: conversation.location.line,
      action: action, reason: reason, tokensBefore: example.count, budget: budget.tokens,
      lossTokensBefore: example.lossTokenCount)
  }
}

extension FitLedgerEntry.Cut.Piece {
  /// The pieces of a cut, those that follow one another in a field as one.
  static func joined(_ pieces: [FitCut.Piece]) -> [FitLedgerEntry.Cut.Piece] {
    var joined: [FitLedgerEntry.Cut.Piece] = []
    for piece in pieces {
      if let last = joined.last, last.field.utf8.elementsEqual(piece.field.utf8),
        last.range.upperBound == piece.fieldRange.lowerBound
      {
        joined[joined.count - 1].range = last.range.lowerBound..<piece.fieldRange.upperBound
        joined[joined.count - 1].utf8 += piece.utf8
      } else {
        joined.append(FitLedgerEntry.Cut.Piece(field: piece.field, range: piece.fieldRange, utf8: piece.utf8))
      }
    }
    return joined
  }
}
