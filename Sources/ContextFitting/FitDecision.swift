import Prompting

/// What became of one example.
public enum FitDecision: Hashable, Sendable {
  /// It fits as it is.
  case kept
  /// Its vignette was shortened: the conversation and the example after the cut, and the cut.
  case trimmed(Conversation, TokenizedExample, FitCut)
  /// It is left out.
  case dropped(FitReason)
}

/// One run of sentences taken out of a vignette; it can reach over several of its parts.
public struct FitCut: Hashable, Sendable {
  /// How the cut was found.
  public enum Search: Hashable, Sendable {
    /// No cut that fits removes fewer tokens. Where every cut could be measured it is the first of those that remove as
    /// many; beyond the limit it leaves exactly the budget, and other cuts may do so too.
    case exact
    /// There were more cuts than the limit lets fitting measure: this is the best of those measured, which were the ones
    /// that were expected to come closest to the budget.
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
    /// The text removed.
    public var utf8: [UInt8]
  }

  /// What was removed, part by part, in order; one piece where the vignette is one text.
  public var pieces: [Piece]
  /// The sentences removed, counted from 0 in the vignette; never the first, never the last.
  public var sentences: Range<Int>
  public var search: Search
}
