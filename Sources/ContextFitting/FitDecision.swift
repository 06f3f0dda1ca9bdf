import Prompting

/// What became of one example.
public enum FitDecision: Hashable, Sendable {
  /// It fits as it is.
  case kept
  /// Something was taken out of it.
  case shortened(ShortenedExample)
  /// Several examples stand in its place, two or more, in the order of the text that they share out.
  case split([ShortenedExample])
  /// It is left out.
  case dropped(FitReason)

  /// The examples that stand in the record's place; none where it is kept as it is, or left out.
  public var shortened: [ShortenedExample] {
    switch self {
    case .kept, .dropped: []
    case .shortened(let example): [example]
    case .split(let examples): examples
    }
  }
}

/// An example out of which something was taken.
public struct ShortenedExample: Hashable, Sendable {
  public var conversation: Conversation
  public var example: TokenizedExample
  public var cut: FitCut
}

/// What was taken out of a record.
public struct FitCut: Hashable, Sendable {
  /// How the cut was found.
  public enum Search: Hashable, Sendable {
    /// No cut that fits removes fewer tokens. It is the first of those that remove as many, unless the limit ended the search at
    /// one that leaves exactly the budget.
    case exact
    /// The limit ended the search: this is the best of the cuts measured.
    case nearest(measured: Int, possible: Int)
  }

  /// What was removed from one part.
  public struct Piece: Hashable, Sendable {
    /// The message and the part of the original conversation that held the text.
    public var message: Int
    public var part: Int
    /// The JSON pointer of the record's field that held the text.
    public var field: String
    /// The bytes removed, as a range of the field's decoded text.
    public var fieldRange: Range<Int>
    /// The bytes removed, as a range of the original part's text.
    public var partRange: Range<Int>
    /// What stands in its place: the marker and the white space after it, or nothing.
    public var replacement: [UInt8]
  }

  /// A message that was left out.
  public struct Turn: Hashable, Sendable {
    /// The message of the original conversation.
    public var message: Int
    /// The JSON pointer of the element of the record's list that held it; an element can hold a question and its answer.
    public var element: String
    public var role: Role
    /// Its text.
    public var utf8: [UInt8]
    /// The names of the functions that it calls.
    public var toolCalls: [[UInt8]] = []
  }

  /// Sentences of the texts that may be shortened.
  public struct SentenceCounts: Hashable, Sendable {
    public var removed: Int
    /// How many there were.
    public var total: Int
  }

  /// What was removed of texts, part by part, in order; one piece where the vignette is one text.
  public var pieces: [Piece] = []
  /// The messages that were left out, in order.
  public var turns: [Turn] = []
  /// `nil` where no text was shortened.
  public var sentences: SentenceCounts?
  public var search = Search.exact
}
