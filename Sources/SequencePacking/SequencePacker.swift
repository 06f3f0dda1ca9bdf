import Diagnostics

/// Puts examples into rows of at most a context length of tokens: lengths in, plan out.
public enum SequencePacker {
  /// The largest context length that packing takes, in tokens.
  public static let maximumContextLength = 1 << 24

  /// Plans the rows for examples of the given lengths.
  ///
  /// - Parameter lengths: The examples' lengths in tokens, in input order.
  /// - Returns: A plan that holds each example exactly once and depends on nothing but the parameters.
  /// - Throws: `TrainPackError` with code `pack.context-length`, `pack.maximum-segments`, `pack.segment-multiple`, `pack.too-many-examples`,
  ///   `pack.too-long` (an example is longer than the context length) or `pack.empty-example` (a length below 1). The
  ///   location of the last two is left for the caller, who knows the example's record; the message has its index.
  /// - Complexity: O(*n* + *contextLength*) time and memory; `firstFit` O(*n* log *n*); `best` searches on where best fit
  ///   needs more rows than the lower bound.
  public static func plan(lengths: [Int32], rules: PackingRules) throws(TrainPackError) -> PackPlan {
    try check(lengths: lengths, rules: rules)
    let taken = rules.paddedLengths(lengths)
    let bound = RowLowerBound.rows(for: LengthCounts(taken), rules: rules)
    let assignments: [Int32] =
      switch rules.strategy {
      case .bestFit: BestFitDecreasing.assignments(lengths: taken, rules: rules)
      case .best: BestPacking.assignments(lengths: taken, rules: rules, bound: bound)
      case .firstFit: FirstFit.assignments(lengths: taken, rules: rules)
      case .sequential: NextFit.assignments(lengths: taken, rules: rules)
      case .none: lengths.indices.map { Int32(truncatingIfNeeded: $0) }
      }
    return PackPlan(rules: rules, lengths: lengths, assignments: assignments, provenLowerBound: bound)
  }

  private static func check(lengths: [Int32], rules: PackingRules) throws(TrainPackError) {
    let contextLength = rules.contextLength
    if contextLength < 1 || contextLength > maximumContextLength {
      throw TrainPackError(
        .packContextLength, "rows of \(contextLength) tokens cannot be packed",
        fix: "give --context-length a number from 1 to \(maximumContextLength)")
    }
    if let segments = rules.maximumSegments, segments < 1 {
      throw TrainPackError(
        .packMaximumSegments, "rows of at most \(segments) examples cannot be packed",
        fix: "give --max-segments a number from 1 up, or leave it out")
    }
    if rules.segmentMultiple < 1 || contextLength % rules.segmentMultiple != 0 {
      throw TrainPackError(
        .packSegmentMultiple, "rows of \(contextLength) tokens are no multiple of \(rules.segmentMultiple)",
        fix: "give --segment-multiple a number that divides the context length, or another --context-length")
    }
    if lengths.count > Int(Int32.max) {
      throw TrainPackError(
        .packTooManyExamples, "\(lengths.count) examples are more than one plan can hold (\(Int32.max))",
        fix: "export the dataset in parts")
    }
    for (example, length) in lengths.enumerated() {
      if length > contextLength {
        throw TrainPackError(
          .packTooLong, "example \(example) has \(length) tokens, a row holds \(contextLength)",
          fix: "fit the examples first (--fit drop or --fit trim), or give --context-length \(length) or more")
      }
      if length < 1 {
        throw TrainPackError(
          .packEmptyExample, "example \(example) has a length of \(length) tokens",
          fix: "leave examples without tokens out of the export")
      }
    }
  }
}
