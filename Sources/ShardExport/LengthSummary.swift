import Reports

/// How long the examples of a split are, in tokens.
public struct LengthSummary: Hashable, Sendable {
  public var minimum: Int
  public var median: Int
  /// The length that 95 of 100 examples do not exceed.
  public var p95: Int
  public var maximum: Int
  /// The examples by ranges of their lengths, ascending; none is left out.
  public var bins: [Histogram.Bin]

  /// About how many ranges there are.
  private static let binCount = 12

  /// - Returns: `nil` where there is no example.
  init?(_ lengths: Histogram) {
    let percentiles = lengths.percentiles([50, 95])
    guard let minimum = lengths.minimum, let maximum = lengths.maximum, let median = percentiles[0],
      let p95 = percentiles[1]
    else { return nil }
    self.init(
      minimum: minimum, median: median, p95: p95, maximum: maximum,
      bins: lengths.bins(edges: lengths.edges(maximumBinCount: Self.binCount)))
  }

  public init(minimum: Int, median: Int, p95: Int, maximum: Int, bins: [Histogram.Bin]) {
    self.minimum = minimum
    self.median = median
    self.p95 = p95
    self.maximum = maximum
    self.bins = bins
  }
}
