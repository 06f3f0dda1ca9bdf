/// How often each whole number was seen; exact, and the same however it was gathered.
public struct Histogram: Hashable, Sendable {
  private var counts: [Int: Int] = [:]
  /// How many numbers were seen.
  public private(set) var count = 0
  /// Their sum, held at the ends of `Int` if it would leave them.
  public private(set) var sum = 0

  public init() {}

  public init(_ values: some Sequence<Int>) {
    for value in values { add(value) }
  }

  public mutating func add(_ value: Int) {
    counts[value, default: 0] += 1
    count += 1
    addToSum(value)
  }

  /// Adds all that `other` has seen.
  public mutating func merge(_ other: Histogram) {
    for (value, times) in other.counts { counts[value, default: 0] += times }
    count += other.count
    addToSum(other.sum)
  }

  private mutating func addToSum(_ value: Int) {
    let (result, overflow) = sum.addingReportingOverflow(value)
    sum = overflow ? (value < 0 ? Int.min : Int.max) : result
  }

  public var minimum: Int? { counts.keys.min() }
  public var maximum: Int? { counts.keys.max() }
  public var mean: Double? { count == 0 ? nil : Double(sum) / Double(count) }

  /// The values seen and how often, ascending.
  public var values: [(value: Int, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// How many of the numbers are above `bound`.
  public func count(above bound: Int) -> Int {
    counts.reduce(0) { $1.key > bound ? $0 + $1.value : $0 }
  }

  /// The smallest number seen that at least `percent` of all numbers do not exceed (nearest rank); `nil` when nothing
  /// was seen.
  ///
  /// - Parameter percent: In 0...100; 0 gives the minimum.
  public func percentile(_ percent: Int) -> Int? { percentiles([percent])[0] }

  /// Several percentiles at once; see `percentile(_:)`.
  public func percentiles(_ percents: [Int]) -> [Int?] {
    let sorted = values
    return percents.map { percent in
      let share = min(max(percent, 0), 100)
      let (product, overflow) = count.multipliedReportingOverflow(by: share)
      let rank = overflow ? count : max(1, (product + 99) / 100)
      var seen = 0
      for (value, times) in sorted {
        seen += times
        if seen >= rank { return value }
      }
      return nil
    }
  }
}
