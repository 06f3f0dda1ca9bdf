/// How examples are put together into rows.
public enum PackingStrategy: String, Hashable, Sendable, CaseIterable {
  /// Best-fit decreasing over the whole dataset: the longest example first, each into the fullest row that still has
  /// room for it.
  case bestFit = "best-fit"
  /// One example a row.
  case none
}
