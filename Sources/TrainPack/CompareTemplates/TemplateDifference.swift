/// A way in which two renderings of a record differ.
public struct TemplateDifference: Hashable, Sendable, Comparable {
  /// In the order in which they are listed.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The token that begins a text is missing on one side.
    case beginningTokenMissing = "beginning-token-missing"
    /// One side begins with that token more than once.
    case beginningTokenRepeated = "beginning-token-repeated"
    /// The words around a system prompt, or those of a system turn that a template opens on its own.
    case systemPrompt = "system-prompt"
    /// Dates that the templates write.
    case date
    /// Definitions or calls of tools, their results, or the words around them.
    case tools
    /// What the assistant thought, or the words around it.
    case reasoning
    /// One side leaves out what the other writes of a message's text.
    case contentDropped = "content-dropped"
    /// One side writes some of a message's text more than once.
    case contentRepeated = "content-repeated"
    /// Both sides write a message's text, not in the same form.
    case contentChanged = "content-changed"
    /// The texts of messages stand in another order.
    case order
    /// The template's words between a prompt and its answer: the end of the prompt's turn and the cue.
    case cue
    /// The template's words after an answer, through the token that ends the turn, or to the end of the text.
    case turnEnd = "turn-end"
    /// Other words of the template.
    case templateWords = "template-words"
    /// White space alone, of the template or at the ends of a message's text.
    case whiteSpace = "white-space"
    /// The same text in other tokens.
    case tokenization
  }

  public var kind: Kind
  /// The template that does it; `nil` where a difference has no side.
  public var side: TemplateSide?

  init(_ kind: Kind, by side: TemplateSide? = nil) {
    self.kind = kind
    self.side = side
  }

  /// The kind, with the template that does it: `content-dropped by B`.
  var name: String { kind.rawValue + (side.map { " by \($0.name)" } ?? "") }

  private var rank: (Int, Int) {
    (Kind.allCases.firstIndex(of: kind) ?? 0, side.map { $0 == .a ? 1 : 2 } ?? 0)
  }

  public static func < (left: TemplateDifference, right: TemplateDifference) -> Bool { left.rank < right.rank }
}
