import Diagnostics
import ShardExport

/// A division of examples by shares: stratified by category, and with examples that repeat one another, or are similar, in
/// one split.
///
/// Who is where depends on the sums of seed and record, so neither on the order of the records nor on their files.
struct Division {
  /// For each split the examples that it has, ascending.
  let members: [[Int]]
  let categories: [CategoryDescription]?
  let repeats: RepeatCounts
  /// How many examples are similar to one another in groups that no split would hold.
  let parted: RepeatCounts

  init(_ entries: [SplitPlan.Entry], _ shares: SplitShares, seed: Int, _ field: CategoryField?) throws {
    let strata = try Strata(entries, field)
    let parts = Apportionment.parts(of: entries.count, shares.billionths)
    let repeats = RepeatGroups(entries, largestSimilar: parts.min() ?? 0)
    self.repeats = RepeatCounts(of: repeats.groups)
    parted = RepeatCounts(of: repeats.parted)
    let ranks = Ranks(entries, seed: seed)
    let groups = ranks.ordered(repeats.groups)
    let divided = GroupApportionment(
      strata.counts, groups: groups.map(strata.categories(of:)), shares.billionths)
    var splits = [[Int]](repeating: [], count: shares.shares.count)
    for (group, split) in zip(groups, divided.splits) { splits[split] += group }
    for (single, counts) in zip(strata.members(without: groups), divided.singles) {
      var rest = ranks.ordered(single)[...]
      for (split, count) in counts.enumerated() {
        splits[split] += rest.prefix(count)
        rest = rest.dropFirst(count)
      }
    }
    members = splits.map { $0.sorted() }
    categories = field.map { _ in strata.descriptions(of: splits) }
  }
}

/// The order in which examples are given to splits: that of the sums of seed and record.
private struct Ranks {
  private let entries: [SplitPlan.Entry]
  private let prefix: [UInt8]

  init(_ entries: [SplitPlan.Entry], seed: Int) {
    self.entries = entries
    prefix = Array("\(seed)\n".utf8)
  }

  private func rank(_ member: Int) -> SHA256Sum {
    SHA256Sum(of: prefix + Array(entries[member].recordSum.hexadecimal.utf8))
  }

  func ordered(_ members: [Int]) -> [Int] {
    members.map { (rank($0), $0) }.sorted { $0 < $1 }.map(\.1)
  }

  /// The largest group first; of those of one size the one with the least sum.
  func ordered(_ groups: [[Int]]) -> [[Int]] {
    groups.map { group in (group, group.lazy.map(rank).min() ?? SHA256Sum(of: [])) }
      .sorted { ($1.0.count, $0.1) < ($0.0.count, $1.1) }
      .map(\.0)
  }
}

/// The categories of the examples; without a field all are of one.
private struct Strata {
  /// The categories in ascending order of their bytes, the examples without the field first.
  private var values: [[UInt8]?] = []
  /// For each example its category.
  private var numbers: [Int32] = []
  private(set) var counts: [Int] = []

  /// - Throws: `export.categories`.
  init(_ entries: [SplitPlan.Entry], _ field: CategoryField?) throws {
    var seen: Set<[UInt8]?> = []
    for entry in entries where seen.insert(entry.category).inserted {
      if seen.count > SplitPlan.maximumCategoryCount {
        throw Self.failure("there are more than \(SplitPlan.maximumCategoryCount) of them", field)
      }
    }
    if field != nil, seen == [nil] { throw Self.failure("no record has the field", field) }
    values = seen.sorted { left, right in
      guard let left, let right else { return left == nil && right != nil }
      return left.lexicographicallyPrecedes(right)
    }
    let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Int32(clamping: $0)) })
    numbers = entries.map { places[$0.category] ?? 0 }
    counts = [Int](repeating: 0, count: values.count)
    for number in numbers { counts[Int(number)] += 1 }
  }

  /// How many examples of which categories a group has.
  func categories(of group: [Int]) -> GroupApportionment.Group {
    var counts: [Int: Int] = [:]
    for member in group { counts[Int(numbers[member]), default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// For each category the examples that are in no group, ascending.
  func members(without groups: [[Int]]) -> [[Int]] {
    var isGrouped = [Bool](repeating: false, count: numbers.count)
    for member in groups.joined() { isGrouped[member] = true }
    var members = [[Int]](repeating: [], count: values.count)
    for (member, number) in numbers.enumerated() where !isGrouped[member] { members[Int(number)].append(member) }
    return members
  }

  func descriptions(of splits: [[Int]]) -> [CategoryDescription] {
    var parts = values.map { _ in [Int](repeating: 0, count: splits.count) }
    for (split, members) in splits.enumerated() {
      for member in members { parts[Int(numbers[member])][split] += 1 }
    }
    return zip(values, parts).map { CategoryDescription(value: $0, counts: $1) }
  }

  private static func failure(_ message: String, _ field: CategoryField?) -> TrainPackError {
    TrainPackError(
      .exportCategories, "\(field?.text ?? "the field") cannot be stratified by: \(message)",
      fix: "name a field with --stratify that holds categories, or leave it out")
  }
}
