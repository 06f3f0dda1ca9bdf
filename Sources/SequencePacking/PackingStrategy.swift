/// How examples are put together into rows.
public enum PackingStrategy: String, Hashable, Sendable, CaseIterable {
  /// Best-fit decreasing over the whole dataset: the longest example first, each into the fullest row that still has
  /// room for it.
  case bestFit = "best-fit"
  /// As best fit; where that needs more rows than the lower bound, rows are taken apart and put together anew until it
  /// is met, or no more is gained.
  case best
  /// In input order, each example into the first row that still has room for it.
  case firstFit = "first-fit"
  /// In input order, each example into the row of the one before, or into a new one where it has no room there.
  case sequential
  /// One example a row.
  case none
}
