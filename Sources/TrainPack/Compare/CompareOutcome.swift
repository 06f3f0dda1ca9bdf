import DatasetChecks
import Diagnostics
import Reports

/// What comparing models on a dataset came to.
public struct CompareOutcome: Sendable {
  /// In the order of the models.
  public var comparisons: [ProfileComparison] = []
  /// The profiles that could not take part.
  public var notCompared: [NotCompared]
  /// The words of all records.
  var words = WordCounts()
  public var summary: ReadSummary

  /// By what profiles are sorted; fewer is better.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    case tokens
    /// Records over the first context length.
    case overflow
    /// Packed rows of the first context length.
    case rows
    /// Training compute.
    case compute
    /// The names, by which nobody wins.
    case name

    /// What is compared, for people.
    var noun: String {
      switch self {
      case .tokens: "tokens"
      case .overflow: "records over the context length"
      case .rows: "packed rows"
      case .compute: "training compute"
      case .name: "name"
      }
    }
  }

  /// The profiles in order: first those that refused the fewest records, as what is left out costs nothing; then by what
  /// was asked, unknown numbers last; equals by name.
  public func sorted(by order: Order) -> [ProfileComparison] {
    comparisons.sorted { left, right in
      if order != .name {
        if left.rejectedCount != right.rejectedCount { return left.rejectedCount < right.rejectedCount }
        let numbers = (number(of: left, order) ?? .infinity, number(of: right, order) ?? .infinity)
        if numbers.0 != numbers.1 { return numbers.0 < numbers.1 }
      }
      return left.profile.utf8.lexicographicallyPrecedes(right.profile.utf8)
    }
  }

  private func number(of comparison: ProfileComparison, _ order: Order) -> Double? {
    switch order {
    case .tokens: Double(comparison.tokens)
    case .overflow: comparison.contexts.first.map { Double($0.overCount) }
    case .rows: comparison.contexts.first.map { Double($0.rowCount) }
    case .compute: comparison.trainingCompute
    case .name: nil
    }
  }

  /// The profile that comes first, and why, in one sentence; `nil` for the profile where none is better than another.
  public func winner(by order: Order) -> (profile: String?, reason: String) {
    let ranked = sorted(by: order)
    guard order != .name else { return (nil, "sorted by name, by which none is better") }
    guard ranked.count > 1, let first = ranked.first else { return (nil, "there is nothing to compare it with") }
    guard let best = number(of: first, order) else { return (nil, "the \(order.noun) of none is known") }
    let second = ranked[1]
    var figure = text(best, order, ranked)
    if let length = first.contexts.first?.contextLength, order == .overflow || order == .rows {
      figure += " at \(NumberText.count(length)) tokens"
    }
    let equals = ranked.filter { $0.rejectedCount == first.rejectedCount && number(of: $0, order) == best }
    if equals.count > 1 {
      let few = order == .compute ? "equally little" : "equally few"
      return (nil, "\(Words.list(equals.map(\.profile))) have \(few) \(order.noun): \(figure)")
    }
    var reason = "the \(order == .compute ? "least" : "fewest") \(order.noun): \(figure)"
    if second.rejectedCount == first.rejectedCount, let next = number(of: second, order) {
      reason += ", \(Self.lead(best, over: next, order)) than \(second.profile)"
    }
    if let last = ranked.last, ranked.count > 2, last.rejectedCount == first.rejectedCount,
      let most = number(of: last, order)
    {
      reason += " and \(Self.lead(best, over: most, order)) than \(last.profile)"
    }
    if first.rejectedCount < ranked.map(\.rejectedCount).max() ?? 0 {
      let kept = first.rejectedCount == 0 ? "every record" : "the most records"
      reason += "; of the profiles whose template takes \(kept)"
    }
    return (first.profile, reason)
  }

  private func text(_ number: Double, _ order: Order, _ ranked: [ProfileComparison]) -> String {
    guard order == .compute else { return NumberText.count(Int(number)) }
    let unit = ComputeUnit(for: ranked.compactMap(\.trainingCompute))
    return NumberText.decimal(number / unit.size, fractionDigits: 2) + " " + unit.name
  }

  private static func lead(_ best: Double, over other: Double, _ order: Order) -> String {
    let share = NumberText.decimal((other - best) / other * 100, fractionDigits: 1)
    return share + (order == .compute ? " % less" : " % fewer")
  }

  /// What profiles refused, a warning for each.
  public var findings: [Finding] {
    comparisons.filter { $0.rejectedCount > 0 }.map { comparison in
      let total = comparison.records + comparison.rejectedCount
      return Finding(
        .compareRejected, .warning,
        "the chat template of \(comparison.profile) refuses \(Words.share(comparison.rejectedCount, of: total)): "
          + (comparison.rejection ?? ""),
        count: comparison.rejectedCount, places: comparison.rejectedPlaces,
        fix:
          "its figures are those of the other \(Words.records(comparison.records)); change the refused ones as the message "
          + "says, or leave the profile out")
    }
  }
}

/// A unit of floating-point operations in which a column of numbers is readable.
struct ComputeUnit: Hashable {
  let name: String
  let size: Double

  private static let all: [ComputeUnit] = [
    ComputeUnit("FLOP", 1), ComputeUnit("GFLOP", 1e9), ComputeUnit("TFLOP", 1e12), ComputeUnit("PFLOP", 1e15),
    ComputeUnit("EFLOP", 1e18), ComputeUnit("ZFLOP", 1e21), ComputeUnit("YFLOP", 1e24),
  ]

  private init(_ name: String, _ size: Double) {
    self.name = name
    self.size = size
  }

  /// The largest unit in which the smallest number is at least 1.
  init(for numbers: [Double]) {
    let smallest = numbers.filter { $0 > 0 }.min() ?? 1
    self = Self.all.last { $0.size <= smallest } ?? Self.all[0]
  }
}
