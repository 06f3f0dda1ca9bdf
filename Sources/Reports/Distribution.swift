/// A histogram as a report shows it: figures, bars, and marks such as a budget.
public struct Distribution: Hashable, Sendable {
  /// A number that readers are to see among the bars.
  public struct Mark: Hashable, Sendable {
    public var value: Int
    public var label: String

    public init(_ value: Int, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  /// The percentiles that every distribution reports.
  public static let percentiles = [50, 90, 95, 99]

  /// The name of the object in JSON.
  public var key: String
  /// What is counted, for people: `tokens per record`.
  public var title: String
  public var histogram: Histogram
  /// The smallest number of each bin, ascending; see `Histogram.bins(edges:)`.
  public var edges: [Int]
  public var marks: [Mark]
  public var detail: Detail

  /// How much of it people are shown; JSON has all of it.
  public enum Detail: Hashable, Sendable {
    case bars
    /// Percentiles alone, in one line.
    case summary
  }

  /// - Parameter edges: `nil` chooses edges that suit the numbers and the marks.
  public init(
    _ key: String, _ title: String, _ histogram: Histogram, edges: [Int]? = nil, marks: [Mark] = [],
    detail: Detail = .bars
  ) {
    self.detail = detail
    self.key = key
    self.title = title
    self.histogram = histogram
    self.edges = edges ?? histogram.edges(marks: marks.map(\.value))
    self.marks = marks
  }

  /// What people are told first, name and number; `nil` when nothing was counted.
  var figures: [(String, String)]? {
    guard let minimum = histogram.minimum, let maximum = histogram.maximum, let mean = histogram.mean else {
      return nil
    }
    let middle = zip(Self.percentiles, histogram.percentiles(Self.percentiles)).map { percent, value in
      ("p\(percent)", value.map(NumberText.count) ?? "-")
    }
    return [("min", NumberText.count(minimum))] + middle
      + [("max", NumberText.count(maximum)), ("mean", NumberText.decimal(mean, fractionDigits: 1))]
  }

  /// The bins that people see: without the empty ones at both ends.
  var bins: [Histogram.Bin] {
    let bins = histogram.bins(edges: edges)
    guard let first = bins.firstIndex(where: { $0.count > 0 }), let last = bins.lastIndex(where: { $0.count > 0 })
    else { return [] }
    return Array(bins[first...last])
  }
}
