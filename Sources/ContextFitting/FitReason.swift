/// Why an example was left out.
public struct FitReason: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// The policy is to drop what is too long.
    case policy
    /// Nothing in the record may be shortened.
    case noVignette
    /// The vignette has at most two sentences, and the first and the last stay.
    case tooFewSentences(count: Int)
    /// No removal of a run of sentences makes the example fit.
    case noCutFits(possible: Int)
    /// Every run of sentences between the first and the last has the heading or speaker of some that would stay.
    case noCutBetweenLabels(sentences: Int)
    /// No token of it is trained, so training on it teaches nothing.
    case nothingTrained
    /// It does not fit without any sentence between the vignette's first and last.
    case allCutsTooShort(sentences: Int)
    /// No exchange stands before the last one that could be left out.
    case noEarlierTurns
    /// The last exchange does not fit without all those before it.
    case lastExchangeTooLong(earlier: Int)
    /// A single sentence of the vignette does not fit beside the rest.
    case sentenceTooLong
    /// None of the cuts measured fits, and the limit left others unmeasured.
    case cutsMeasured(measured: Int, possible: Int)
  }

  public var kind: Kind
  /// The tokens by which the example exceeds the budget; 0 when it does not.
  public var excess: Int

  public init(_ kind: Kind, excess: Int) {
    self.kind = kind
    self.excess = excess
  }

  /// The flag that lets fitting measure more cuts.
  static let limitFlag = "--maximum-cuts-measured"

  /// The reason for a cut: by how much the example was too long, and how the cut was found unless it is the exact one.
  static func shortened(excess: Int, search: FitCut.Search) -> String {
    switch search {
    case .exact: overBudget(excess)
    case .nearest(let measured, let possible):
      "\(overBudget(excess)); the best of \(measured) of \(possible) cuts measured (\(limitFlag) raises the limit)"
    }
  }

  private static func overBudget(_ excess: Int) -> String {
    excess == 1 ? "1 token over the budget" : "\(excess) tokens over the budget"
  }
}

extension FitReason: CustomStringConvertible {
  /// The reason as the ledger gives it.
  public var description: String {
    let over = Self.overBudget(excess)
    return switch kind {
    case .policy: over
    case .nothingTrained: "no token of it is trained"
    case .noVignette: "\(over), and the record has no vignette to shorten"
    case .allCutsTooShort(let count):
      "\(over), and it does not fit with only the first and the last of the \(count) sentences of its vignette"
    case .noEarlierTurns: "\(over), and no earlier turns can be left out"
    case .lastExchangeTooLong(let earlier):
      "\(over), and the last exchange does not fit without the \(earlier == 1 ? "one" : "\(earlier)") before it"
    case .sentenceTooLong: "\(over), and a single sentence of its vignette does not fit beside the question"
    case .tooFewSentences(let count):
      count == 1
        ? "\(over), and the one sentence of its vignette stays"
        : "\(over), and of the \(count) sentences of its vignette the first and the last stay"
    case .noCutBetweenLabels(let count):
      "\(over), and of the \(count) sentences of its vignette none can go without the heading or speaker of others"
    case .noCutFits(let possible):
      possible == 1
        ? "\(over), and the one cut between its vignette's first and last sentence does not suffice"
        : "\(over), and none of the \(possible) cuts between its vignette's first and last sentence suffices"
    case .cutsMeasured(let measured, let possible):
      "\(over), and \(Self.noneSuffices(of: measured)); \(possible) are possible (\(Self.limitFlag) raises the limit)"
    }
  }

  private static func noneSuffices(of measured: Int) -> String {
    measured == 1 ? "the one cut measured does not suffice" : "none of the \(measured) cuts measured suffices"
  }
}
