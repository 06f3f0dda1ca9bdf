/// What becomes of the matches at which a text is split.
///
/// - Source: `SplitDelimiterBehavior` of Hugging Face tokenizers' `tokenizer/normalizer.rs`.
enum SplitBehavior: String, Hashable, Sendable, CaseIterable {
  case removed = "Removed"
  /// Each match is a piece of its own.
  case isolated = "Isolated"
  case mergedWithPrevious = "MergedWithPrevious"
  case mergedWithNext = "MergedWithNext"
  /// Matches that follow one another are one piece.
  case contiguous = "Contiguous"

  /// Joins the parts that belong together and drops those that go.
  func apply(to parts: inout [TextPattern.Part]) {
    switch self {
    case .isolated: return
    case .removed: parts.removeAll { $0.isMatch }
    case .contiguous: Self.join(&parts) { isMatch, wasMatch in isMatch == wasMatch }
    case .mergedWithPrevious: Self.join(&parts) { isMatch, wasMatch in isMatch && !wasMatch }
    case .mergedWithNext:
      parts.reverse()
      Self.join(&parts) { isMatch, wasMatch in isMatch && !wasMatch }
      parts.reverse()
    }
  }

  /// Joins each part to the last one where `joins` says so of it and the part before it.
  private static func join(_ parts: inout [TextPattern.Part], where joins: (Bool, Bool) -> Bool) {
    var wasMatch = false
    var count = 0
    for part in parts {
      if joins(part.isMatch, wasMatch), count > 0 {
        parts[count - 1].start = min(parts[count - 1].start, part.start)
        parts[count - 1].end = max(parts[count - 1].end, part.end)
      } else {
        parts[count] = part
        count += 1
      }
      wasMatch = part.isMatch
    }
    parts.removeSubrange(count...)
  }
}
