/// Patterns that cut text one after another, each the pre-tokens that the one before it left, as texts of their own.
public struct RegexSteps: Hashable, Sendable {
  public let dialect: RegexDialect
  let programs: [RegexProgram]
  /// Whether numbers are cut by threes from their end before the patterns cut: see `LlamaCppNumbers`.
  let groupsNumbersFromEnd: Bool

  /// The patterns as the file has them.
  public var patterns: [[UInt8]] { programs.map(\.pattern) }

  /// - Throws: `tokenization.pattern-unsupported`.
  public init(_ patterns: [[UInt8]], dialect: RegexDialect) throws {
    try self.init(patterns, dialect: dialect, groupsNumbersFromEnd: false)
  }

  init(_ patterns: [[UInt8]], dialect: RegexDialect, groupsNumbersFromEnd: Bool) throws {
    self.dialect = dialect
    self.groupsNumbersFromEnd = groupsNumbersFromEnd
    programs = try patterns.map { try RegexProgram($0, dialect: dialect) }
  }

  public static func == (left: RegexSteps, right: RegexSteps) -> Bool {
    left.dialect == right.dialect && left.patterns == right.patterns
      && left.groupsNumbersFromEnd == right.groupsNumbersFromEnd
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(dialect)
    hasher.combine(patterns)
  }

  /// Whether text that no pattern matches is lost: tiktoken encodes the matches only, while a Split of Hugging Face
  /// tokenizers makes pre-tokens of what lies between them.
  var losesUnmatched: Bool { dialect == .fancyRegex }
}

/// Cuts texts by patterns, for one worker.
final class RegexSplitter {
  private let steps: RegexSteps
  private let matchers: [RegexMatcher]

  /// `nil` when there is no memory for it.
  init?(_ steps: RegexSteps) {
    self.steps = steps
    matchers = steps.programs.compactMap { RegexMatcher($0) }
    if matchers.count < steps.programs.count { return nil }
  }

  /// Cuts `text`, which is well-formed UTF-8.
  ///
  /// - Throws: `tokenization.pattern-too-costly`.
  func cuts(of text: Span<UInt8>) throws -> TextCuts {
    var cuts = TextCuts(count: text.count)
    if steps.groupsNumbersFromEnd { LlamaCppNumbers.cut(text, into: &cuts) }
    if steps.losesUnmatched {
      for matcher in matchers { cuts.keep(try Self.cutMatches(of: matcher, in: text, cuts.parts, into: &cuts)) }
    } else {
      for matcher in matchers { try Self.isolateMatches(of: matcher, in: text, into: &cuts) }
    }
    return cuts
  }

  /// Makes pre-tokens of the matches and of what lies between them.
  private static func isolateMatches(
    of matcher: RegexMatcher, in text: Span<UInt8>, into cuts: inout TextCuts
  ) throws {
    var start = 0
    while start < text.count {
      let end = cuts.next(after: start)
      let part = text.extracting(start..<end)
      matcher.begin(part)
      while let match = try matcher.nextMatch(in: part) {
        if match.lowerBound > 0 { cuts.insert(start + match.lowerBound) }
        if match.upperBound > 0 { cuts.insert(start + match.upperBound) }
      }
      start = end
    }
  }

  /// Makes pre-tokens of the matches in `parts`; returns the parts that they cover.
  private static func cutMatches(
    of matcher: RegexMatcher, in text: Span<UInt8>, _ parts: [Range<Int>], into cuts: inout TextCuts
  ) throws -> [Range<Int>] {
    var covered: [Range<Int>] = []
    for whole in parts {
      let part = text.extracting(whole)
      matcher.begin(part)
      while let match = try matcher.nextMatch(in: part) {
        if match.isEmpty { continue }
        let range = whole.lowerBound + match.lowerBound..<whole.lowerBound + match.upperBound
        cuts.insert(range.upperBound)
        if let last = covered.last, last.upperBound == range.lowerBound {
          covered[covered.count - 1] = last.lowerBound..<range.upperBound
        } else {
          covered.append(range)
        }
      }
    }
    return covered
  }
}
