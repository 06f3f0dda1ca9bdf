import DatasetChecks
import Diagnostics
import ExampleEncoding
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

  /// The profiles in order: first those that render the most records whole, as what is left out costs nothing; for rows
  /// then those that drop the fewest records, for the same reason; then by what was asked, unknown numbers last; equals by
  /// name.
  public func sorted(by order: Order) -> [ProfileComparison] {
    comparisons.sorted { left, right in
      if order != .name {
        let missing = (Missing(left, order), Missing(right, order))
        if missing.0 != missing.1 { return missing.0 < missing.1 }
        let numbers = (number(of: left, order) ?? .infinity, number(of: right, order) ?? .infinity)
        if numbers.0 != numbers.1 { return numbers.0 < numbers.1 }
      }
      return left.profile.utf8.lexicographicallyPrecedes(right.profile.utf8)
    }
  }

  /// The records that are not, or not whole, in a profile's number: only profiles that miss equally many can be compared
  /// by it.
  private struct Missing: Comparable {
    let unrendered: Int
    /// Left out at the first context length; 0 where the number is one of all records.
    let dropped: Int

    init(_ comparison: ProfileComparison, _ order: Order) {
      unrendered = comparison.unrenderedCount
      dropped = order == .rows ? comparison.contexts.first?.droppedCount ?? 0 : 0
    }

    static func < (left: Missing, right: Missing) -> Bool {
      (left.unrendered, left.dropped) < (right.unrendered, right.dropped)
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
    var figure = text(best, order, ranked)
    if let length = first.contexts.first?.contextLength, order == .overflow || order == .rows {
      figure += " at \(NumberText.count(length)) tokens"
    }
    let peers = ranked.filter { Missing($0, order) == Missing(first, order) }
    let equals = peers.filter { number(of: $0, order) == best }
    let condition = condition(on: first, among: ranked, order)
    if equals.count > 1 {
      let few = order == .compute ? "equally little" : "equally few"
      return (nil, "\(Words.list(equals.map(\.profile))) have \(few) \(order.noun): \(figure)" + condition)
    }
    var reason = "the \(order == .compute ? "least" : "fewest") \(order.noun): \(figure)"
    if peers.count > 1, let next = number(of: peers[1], order) {
      reason += ", \(Self.lead(best, over: next, order)) than \(peers[1].profile)"
    }
    if let last = ranked.last, ranked.count > 2, peers.count == ranked.count, let most = number(of: last, order) {
      reason += " and \(Self.lead(best, over: most, order)) than \(last.profile)"
    }
    return (first.profile, reason + condition)
  }

  /// Of which profiles the first is the best, where others miss more records; "" where none does.
  private func condition(on first: ProfileComparison, among ranked: [ProfileComparison], _ order: Order) -> String {
    var condition = ""
    if first.unrenderedCount < ranked.map(\.unrenderedCount).max() ?? 0 {
      let kept = first.unrenderedCount == 0 ? "every record" : "the most records"
      let taken = ranked.contains { $0.contentLosses.count > 0 } ? "renders \(kept) whole" : "takes \(kept)"
      condition += "; of the profiles whose template \(taken)"
    }
    let dropped = Missing(first, order).dropped
    let most =
      ranked.filter { $0.unrenderedCount == first.unrenderedCount }.map { Missing($0, order).dropped }.max() ?? 0
    if dropped < most {
      condition +=
        "\(condition.isEmpty ? ";" : ", and") of those that drop the fewest records there, \(NumberText.count(dropped)), "
        + "where others drop up to \(NumberText.count(most))"
    }
    return condition
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

  /// What profiles refused, and what they left out, a warning for each; and what was done to system prompts for them.
  public var findings: [Finding] { rejections + losses + systemPrompts }

  private var systemPrompts: [Finding] {
    comparisons.filter { $0.systemPolicy != .stop }.map { comparison in
      let share = Words.share(
        comparison.systemPrompts.count, of: comparison.records + comparison.rejected.count)
      let isFolded = comparison.systemPolicy == .fold
      return Finding(
        isFolded ? .templateSystemFolded : .templateSystemDropped, isFolded ? .information : .warning,
        "the chat template of \(comparison.profile) refuses system prompts: those of \(share) are "
          + (isFolded ? "put into the first user message" : "left out"),
        count: comparison.systemPrompts.count, places: comparison.systemPrompts.places,
        fix: isFolded
          ? "serve the model with its system prompt in the same place"
          : "its figures are too small by what is left out; --system fold keeps it")
    }
  }

  private var losses: [Finding] {
    comparisons.filter { $0.contentLosses.count > 0 }.map { comparison in
      Finding(
        .compareContentLost, .warning,
        comparison.contentLosses.message(
          profile: comparison.profile, of: comparison.records + comparison.rejected.count),
        count: comparison.contentLosses.count, places: comparison.contentLosses.places,
        fix:
          "its figures are too small by what is left out, and an export for it stops at such a record; choose a profile "
          + "that renders the records whole")
    }
  }

  private var rejections: [Finding] {
    comparisons.filter { $0.rejected.count > 0 }.map { comparison in
      let total = comparison.records + comparison.rejected.count
      return Finding(
        .compareRejected, .warning,
        "the chat template of \(comparison.profile) refuses \(Words.share(comparison.rejected.count, of: total)): "
          + (comparison.rejection ?? ""),
        count: comparison.rejected.count, places: comparison.rejected.places,
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
