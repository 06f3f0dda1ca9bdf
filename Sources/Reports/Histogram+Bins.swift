extension Histogram {
  /// The numbers in a range, its ends included.
  public struct Bin: Hashable, Sendable {
    public var from: Int
    public var through: Int
    public var count: Int

    public init(from: Int, through: Int, count: Int) {
      self.from = from
      self.through = through
      self.count = count
    }
  }

  /// The numbers by range. Every number seen is in exactly one bin.
  ///
  /// - Parameter edges: The smallest number of each bin, ascending. A bin ends before the next edge, the last one at the
  ///   maximum; numbers below the first edge get a bin of their own. Bins beyond the maximum are left out.
  public func bins(edges: [Int]) -> [Bin] {
    guard let minimum, let maximum else { return [] }
    var starts = Set(edges).filter { $0 <= maximum }.sorted()
    if minimum < (starts.first ?? Int.max) { starts.insert(minimum, at: 0) }
    var bins: [Bin] = []
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] - 1 : maximum
      bins.append(Bin(from: start, through: end, count: 0))
    }
    var bin = 0
    for (value, times) in values {
      while bin + 1 < bins.count && value > bins[bin].through { bin += 1 }
      bins[bin].count += times
    }
    return bins
  }

  /// Edges that suit the numbers seen: steps of one power of two from 0 (or from the minimum, when it is negative) up to
  /// the 99th percentile and the marks, the rest in one last bin.
  ///
  /// - Parameters:
  ///   - marks: Numbers after which a bin ends, such as a budget.
  ///   - maximumBinCount: About how many bins there may be, at least 2.
  public func edges(marks: [Int] = [], maximumBinCount: Int = 14) -> [Int] {
    guard let minimum, let maximum, let high = percentile(99) else { return [] }
    let ends = marks.filter { $0 >= minimum && $0 < maximum }.map { $0 + 1 }
    let start = min(0, minimum)
    let (width, overflow) = max(high, ends.max() ?? high).subtractingReportingOverflow(start)
    if overflow { return [start] }
    var step = 1
    while width / step >= max(2, maximumBinCount) { step *= 2 }
    var edges: Set<Int> = [start]
    for index in 0..<width / step { edges.insert(start + (index + 1) * step) }
    if high >= ends.max() ?? high, let last = edges.max() {
      let (tail, overflow) = last.addingReportingOverflow(step)
      if !overflow && tail <= maximum { edges.insert(tail) }
    }
    // A mark takes the place of the edges beside it, so that no bin is a sliver.
    for end in ends { edges = edges.filter { $0 == start || abs($0 - end) > step / 2 }.union(ends) }
    return edges.sorted()
  }
}
