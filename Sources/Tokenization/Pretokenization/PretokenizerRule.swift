import Diagnostics

/// How a byte-level vocabulary cuts text into pre-tokens before it merges bytes.
public enum PretokenizerRule: Hashable, Sendable {
  /// By a pattern that has a scanner of its own.
  case pattern(PretokenizerPattern)
  /// By regular expressions.
  case regexes(RegexSteps)

  /// Finds the pattern that cuts by these steps, or makes the steps ready.
  ///
  /// - Throws: `tokenization.pattern-unsupported`.
  public init(steps: [[UInt8]], dialect: RegexDialect) throws {
    if let pattern = PretokenizerPattern(steps: steps, dialect: dialect) {
      self = .pattern(pattern)
    } else {
      self = .regexes(try RegexSteps(steps, dialect: dialect))
    }
  }

  /// A pattern by the name that TrainPack gives it, or any by its text, as tiktoken reads it.
  ///
  /// - Throws: `tokenization.pattern-unsupported`; `tokenization.pattern-unknown` for one that is empty.
  public init(nameOrText: String) throws {
    if let named = PretokenizerPattern.allCases.first(where: { $0.rawValue.utf8.elementsEqual(nameOrText.utf8) }) {
      self = .pattern(named)
    } else if nameOrText.isEmpty {
      throw TrainPackError(
        .patternUnknown, "the pre-tokenizer pattern is empty",
        fix: "name one of \(PretokenizerPattern.allCases.map(\.rawValue).joined(separator: ", ")), or give its text")
    } else {
      try self.init(steps: [Array(nameOrText.utf8)], dialect: .fancyRegex)
    }
  }

  /// The pattern, where it has a scanner of its own.
  public var pattern: PretokenizerPattern? {
    if case .pattern(let pattern) = self { return pattern }
    return nil
  }

  /// The pattern's name, or its text where it has none.
  public var nameOrText: String {
    switch self {
    case .pattern(let pattern): pattern.rawValue
    case .regexes(let steps): steps.patterns.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }
  }
}
