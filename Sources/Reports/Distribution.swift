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
}
