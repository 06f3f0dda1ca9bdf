import Prompting

/// One line of the ledger: what became of a record that was shortened, divided or dropped.
public struct FitLedgerEntry: Hashable, Sendable {
  public enum Action: String, Hashable, Sendable {
    /// One example came of it, with something taken out.
    case trimmed
    /// Several examples came of it.
    case split
    case dropped
  }

  /// An example that came of the record.
  public struct Example: Hashable, Sendable {
    /// What was removed from one field of the record.
    public struct Piece: Hashable, Sendable {
      /// The field's JSON pointer.
      public var field: String
      /// The bytes removed, as a range of the field's decoded text.
      public var range: Range<Int>
      /// The text that stood there; `nil` where the record was divided, as it stands in the other examples.
      public var utf8: [UInt8]?
      /// What stands there now: the marker and white space, or nothing.
      public var replacement: [UInt8]

      public init(field: String, range: Range<Int>, utf8: [UInt8]?, replacement: [UInt8] = []) {
        self.field = field
        self.range = range
        self.utf8 = utf8
        self.replacement = replacement
      }
    }

    /// A message that was left out, with the whole element that held it.
    public struct Turn: Hashable, Sendable {
      /// The JSON pointer of the element of the record's list that held it.
      public var element: String
      public var role: Role
      public var utf8: [UInt8]
      /// The names of the functions that it calls.
      public var toolCalls: [[UInt8]]

      public init(element: String, role: Role, utf8: [UInt8], toolCalls: [[UInt8]] = []) {
        self.element = element
        self.role = role
        self.utf8 = utf8
        self.toolCalls = toolCalls
      }
    }

    public var tokenCount: Int
    public var lossTokenCount: Int
    /// How many sentences were removed, and of how many; `nil` where no text was shortened.
    public var sentences: FitCut.SentenceCounts?
    public var removed: [Piece]
    public var turns: [Turn]

    public init(
      tokenCount: Int, lossTokenCount: Int, sentences: FitCut.SentenceCounts? = nil, removed: [Piece] = [],
      turns: [Turn] = []
    ) {
      self.tokenCount = tokenCount
      self.lossTokenCount = lossTokenCount
      self.sentences = sentences
      self.removed = removed
      self.turns = turns
    }
  }

  public var recordID: String
  public var source: String
  public var line: Int?
  /// The SHA-256 of the record's bytes as they stand in the file, in 64 hexadecimal digits: as `segments.jsonl` has it.
  public var recordSum: String
  public var policy: FitPolicy.Kind
  public var action: Action
  /// Why, in words.
  public var reason: String
  public var tokensBefore: Int
  public var lossTokensBefore: Int
  public var budget: Int
  /// The examples that came of the record: none when it was dropped.
  public var examples: [Example]

  public init(
    recordID: String, source: String, line: Int?, recordSum: String, policy: FitPolicy.Kind, action: Action,
    reason: String, tokensBefore: Int, lossTokensBefore: Int, budget: Int, examples: [Example] = []
  ) {
    self.recordID = recordID
    self.source = source
    self.line = line
    self.recordSum = recordSum
    self.policy = policy
    self.action = action
    self.reason = reason
    self.tokensBefore = tokensBefore
    self.lossTokensBefore = lossTokensBefore
    self.budget = budget
    self.examples = examples
  }

  /// The entry for a decision; `nil` for a record that is kept, which has none.
  ///
  /// - Parameters:
  ///   - conversation: The record's conversation before fitting.
  ///   - example: The same conversation, measured.
  ///   - recordSum: Gives the sum of the record's bytes.
  public init?(
    _ decision: FitDecision, by policy: FitPolicy, conversation: Conversation, example: TokenizedExample,
    budget: ContextBudget, recordSum: @autoclosure () -> String
  ) {
    let excess = example.count - budget.tokens
    let action: Action
    let reason: String
    switch decision {
    case .kept: return nil
    case .dropped(let why): (action, reason) = (.dropped, why.description)
    case .shortened(let result):
      (action, reason) = (.trimmed, FitReason.shortened(excess: excess, search: result.cut.search))
    case .split: (action, reason) = (.split, FitReason.shortened(excess: excess, search: .exact))
    }
    self.init(
      recordID: conversation.recordID, source: conversation.location.source, line: conversation.location.line,
      recordSum: recordSum(), policy: policy.kind, action: action, reason: reason, tokensBefore: example.count,
      lossTokensBefore: example.lossTokenCount, budget: budget.tokens,
      examples: decision.shortened.map { Example($0, of: conversation, as: action) })
  }
}

extension FitLedgerEntry.Example {
  fileprivate init(_ shortened: ShortenedExample, of conversation: Conversation, as action: FitLedgerEntry.Action) {
    let cut = shortened.cut
    self.init(
      tokenCount: shortened.example.count, lossTokenCount: shortened.example.lossTokenCount, sentences: cut.sentences,
      removed: Piece.joined(cut.pieces) {
        action == .split ? nil : conversation.messages[$0.message].parts[$0.part].utf8[$0.partRange]
      },
      turns: cut.turns.map { Turn(element: $0.element, role: $0.role, utf8: $0.utf8, toolCalls: $0.toolCalls) })
  }
}

extension FitLedgerEntry.Example.Piece {
  /// The pieces of a cut, those that follow one another in a field as one.
  ///
  /// - Parameter text: What stood there, where the ledger says it.
  fileprivate static func joined(
    _ pieces: [FitCut.Piece], text: (FitCut.Piece) -> ArraySlice<UInt8>?
  ) -> [FitLedgerEntry.Example.Piece] {
    var joined: [FitLedgerEntry.Example.Piece] = []
    for piece in pieces {
      if let last = joined.last, last.field.utf8.elementsEqual(piece.field.utf8),
        last.range.upperBound == piece.fieldRange.lowerBound, piece.replacement.isEmpty
      {
        joined[joined.count - 1].range = last.range.lowerBound..<piece.fieldRange.upperBound
        joined[joined.count - 1].utf8? += text(piece) ?? []
      } else {
        joined.append(
          FitLedgerEntry.Example.Piece(
            field: piece.field, range: piece.fieldRange, utf8: text(piece).map(Array.init),
            replacement: piece.replacement))
      }
    }
    return joined
  }
}
