import Diagnostics
import Prompting

/// One record as the checks see it: plain values, filled in by whoever rendered and encoded it.
public struct RecordObservation: Hashable, Sendable {
  /// A message whose text a template did not carry over once and only once.
  public struct ContentChange: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      /// Some of its text is missing from the rendered prompt.
      case dropped
      /// Some of its text is there more than once.
      case repeated
    }

    public var kind: Kind
    public var role: Role
    /// The message's index in the conversation.
    public var message: Int

    public init(_ kind: Kind, role: Role, message: Int) {
      self.kind = kind
      self.role = role
      self.message = message
    }
  }

  /// The answer of a multiple-choice record.
  public struct Answer: Hashable, Sendable {
    /// The letter or word that names the option.
    public var letter: [UInt8]
    /// How many options the record has.
    public var optionCount: Int
    /// Whether the text given as the answer is the option that the letter names.
    public var agreement: Agreement

    public enum Agreement: Hashable, Sendable {
      case agrees, differs
      /// The record gives the answer only once.
      case unknown
    }

    public init(letter: [UInt8], optionCount: Int, agreement: Agreement = .unknown) {
      self.letter = letter
      self.optionCount = optionCount
      self.agreement = agreement
    }
  }

  /// What records lie in, as far as commands that change a file depend on it.
  public enum Container: Hashable, Sendable {
    /// A record a line.
    case lines
    /// JSON objects over several lines.
    case objects
    /// The elements of an array; of an object's member where it is wrapped.
    case array(isWrapped: Bool)
    /// The members of an object.
    case members
    /// The rows of a table.
    case table(separator: UInt8)
  }

  /// Hashes of the record by which repeats are found; equal hashes are taken for equal records.
  public struct Hashes: Hashable, Sendable {
    /// Of the record's raw bytes.
    public var exact: UInt128
    /// Of the conversation's folded text; see `FoldedText`.
    public var folded: UInt128

    public init(exact: UInt128, folded: UInt128) {
      self.exact = exact
      self.folded = folded
    }
  }

  /// Where the record stands, with its identifier.
  public var location: InputLocation
  /// The length of the rendered conversation, in tokens.
  public var tokenCount: Int
  /// How many of them are trained.
  public var lossTokenCount: Int
  /// How many of the trained tokens lie beyond the context length, where a trainer truncates.
  public var lossTokensBeyondContext = 0
  /// The tokens of the assistant's text in all turns, without what the template adds; `nil` when not measured.
  public var outputTokenCount: Int?
  /// How many beginning-of-sequence tokens the record begins with.
  public var leadingBOSCount = 0
  /// Assistant turns without a trained end-of-turn token after them.
  public var untrainedTurnEndCount = 0
  /// The special tokens that the content spells, each text once.
  public var controlTokens: [[UInt8]] = []
  /// The added tokens that are not special and that the content spells, each text once.
  public var markers: [[UInt8]] = []
  public var hashes: Hashes?
  /// What the record lies in.
  public var container = Container.lines
  /// Whether it is a plain text, which no template is laid over.
  public var isPlainText = false
  /// Whether it has a part that fitting may shorten.
  public var canBeShortened = true
  public var answer: Answer?
  public var contentChanges: [ContentChange] = []
  /// Whether the template left out the definitions of the record's tools.
  public var losesTools = false
  /// The length of the conversation with the rejected answer of a preference pair, in tokens; `nil` for other records.
  public var rejectedTokenCount: Int?
  /// How the template treats a record's system prompt.
  public var systemPrompt = SystemPrompt.asGiven

  public enum SystemPrompt: Hashable, Sendable {
    /// The template writes no system prompt but the record's.
    case asGiven
    /// The record has none, and the template writes one of its own.
    case inserted
  }

  public init(location: InputLocation, tokenCount: Int, lossTokenCount: Int) {
    self.location = location
    self.tokenCount = tokenCount
    self.lossTokenCount = lossTokenCount
  }

  /// An observation with the figures of an example against a context length, in tokens; the rest is left for the caller.
  ///
  /// - Parameter lossRanges: The token positions that are trained, as ascending, disjoint ranges.
  public init(location: InputLocation, tokenCount: Int, lossRanges: [Range<Int>], contextLength: Int) {
    self.init(
      location: location, tokenCount: tokenCount, lossTokenCount: lossRanges.reduce(0) { $0 + $1.count })
    lossTokensBeyondContext = lossRanges.reduce(0) {
      $0 + max(0, $1.upperBound - max($1.lowerBound, contextLength))
    }
  }
}
