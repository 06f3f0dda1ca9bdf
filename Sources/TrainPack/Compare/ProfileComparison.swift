import DatasetChecks
import Diagnostics
import ExampleEncoding
import Reports

/// What one profile makes of a dataset at one context length.
public struct ContextComparison: Hashable, Sendable {
  /// The length of a row, in tokens.
  public var contextLength: Int
  /// Whether the model was trained at no context as long as this.
  public var isBeyondTrained: Bool
  /// Records longer than it.
  public var overCount = 0
  /// Records shortened to fit.
  public var trimmedCount = 0
  /// Records left out, those of which nothing is trained among them.
  public var droppedCount = 0
  /// Rows when what is left is packed.
  public var rowCount = 0
  /// The share of the rows' places that hold a token; `nil` without rows.
  public var efficiency: Double?
  /// The tokens of what is left.
  public var tokens = 0
  public var lossTokens = 0
}

/// What one profile makes of a dataset.
public struct ProfileComparison: Hashable, Sendable {
  /// The profile's id.
  public var profile: String
  /// All weights; `nil` where nobody states them.
  public var parameters: Int?
  /// The weights that one token passes through, for a mixture of experts.
  public var activeParameters: Int?
  /// The records that its template took.
  public var records = 0
  /// The tokens of the rendered conversations.
  public var tokens = 0
  public var lossTokens = 0
  /// The tokens that hold the messages' texts.
  public var textTokens = 0
  /// The tokens that hold the vignettes.
  public var vignetteTokens = 0
  /// The words of the records that its template took.
  public var words = 0
  public var vignetteWords = 0
  /// Tokens of each record.
  public var lengths = Histogram()
  /// Where the first of the longest records stands.
  public var longestPlace: InputLocation?
  /// Records that its template refused.
  public var rejected = PlaceTally()
  /// What it said of the first of them.
  public var rejection: String?
  /// The records that it took, and left something out of; the figures count what it left.
  public var contentLosses = ContentLossTally()
  /// What was done to system prompts that its template refuses, and to how many.
  public private(set) var systemPolicy = SystemPromptPolicy.stop
  public private(set) var systemPrompts = PlaceTally()
  /// The records that it does not render whole: refused, or without a part of them.
  public var unrenderedCount: Int { rejected.count + contentLosses.count }
  /// At each context length that was asked for.
  public var contexts: [ContextComparison] = []
  /// At the length that the profile recommends; `nil` where lengths were asked for.
  public var recommended: ContextComparison?

  /// The tokens of the messages' texts for each of their words; `nil` without words.
  public var tokensPerWord: Double? { words == 0 ? nil : Double(textTokens) / Double(words) }

  /// The tokens of a text of `count` words, at the rate measured: that of the vignettes where the records have them, else
  /// that of all texts. `nil` without words.
  public func tokens(ofWords count: Int) -> Int? {
    let rate = vignetteWords > 0 ? Double(vignetteTokens) / Double(vignetteWords) : tokensPerWord
    return rate.map { Int(($0 * Double(count)).rounded()) }
  }

  mutating func addSystemPrompt(_ policy: SystemPromptPolicy, at location: InputLocation) {
    systemPolicy = policy
    systemPrompts.add(location)
  }

  /// What a template adds, in tokens.
  public var templateTokens: Int { tokens - textTokens }

  /// The floating-point operations of one epoch over all records: 6·N·D, with N the parameters that a token passes
  /// through and D the tokens. `nil` where the parameters are not known.
  ///
  /// - Source: Kaplan et al., Scaling Laws for Neural Language Models, section 2.1: 2·N forward and twice that backward;
  ///   attention over the context is not in it.
  public var trainingCompute: Double? {
    (activeParameters ?? parameters).map { 6 * Double($0) * Double(tokens) }
  }
}

/// A profile that could not take part.
public struct NotCompared: Sendable {
  /// As the user named it.
  public var name: String
  public var error: TrainPackError

  public init(name: String, error: TrainPackError) {
    self.name = name
    self.error = error
  }
}
