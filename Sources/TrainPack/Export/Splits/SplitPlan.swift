import Diagnostics
import ShardExport

/// Which split each example of an export is in.
struct SplitPlan {
  /// What is known of an example when it is given a split.
  struct Entry {
    var recordSum: SHA256Sum
    /// Its category as JSON text; `nil` for a record without the field.
    var category: [UInt8]?
    /// The name of its input.
    var source: String
  }

  /// For each split the examples that it has, ascending.
  private(set) var members: [[Int]]
  /// For each category its parts; `nil` where nothing is stratified.
  private(set) var categories: [CategoryDescription]?

  /// The most categories.
  static let maximumCategoryCount = 10_000

  /// - Parameters:
  ///   - entries: The examples, in input order; not needed where there is one split.
  ///   - count: How many examples there are.
  ///   - splitOfSource: The split of each input that has one of its own, by the bytes of its name.
  /// - Throws: `export.empty-split`, `export.categories`.
  init(
    _ entries: [Entry], count: Int, by splitting: Splitting, splitOfSource: [[UInt8]: Int]
  ) throws {
    let names = splitting.names
    switch splitting {
    case .none: members = [Array(0..<count)]
    case .files:
      members = names.map { _ in [] }
      for (index, entry) in entries.enumerated() { members[splitOfSource[Array(entry.source.utf8)] ?? 0].append(index) }
    case .shares(let shares, let seed, let field):
      let division = try Division(entries, shares, seed: seed, field)
      members = division.members
      categories = division.categories
    }
    guard let empty = members.firstIndex(where: \.isEmpty) else { return }
    throw TrainPackError(
      .exportEmptySplit, "the split \(names[empty]) would have none of the \(count) examples",
      fix: "give it a larger share or more records, or leave it out")
  }
}

/// A division by shares.
private struct Division {
  var members: [[Int]]
  var categories: [CategoryDescription]?

  init(_ entries: [SplitPlan.Entry], _ shares: SplitShares, seed: Int, _ field: CategoryField?) throws {
    // The records without the field are a category of their own, the first.
    var groups: [[UInt8]?: [Int]] = [:]
    for (index, entry) in entries.enumerated() {
      groups[entry.category, default: []].append(index)
      if groups.count > SplitPlan.maximumCategoryCount {
        throw Self.failure("there are more than \(SplitPlan.maximumCategoryCount) of them", field)
      }
    }
    if field != nil, groups.allSatisfy({ $0.key == nil }), !entries.isEmpty {
      throw Self.failure("no record has the field", field)
    }
    let order = groups.keys.sorted { left, right in
      guard let left, let right else { return left == nil && right != nil }
      return left.lexicographicallyPrecedes(right)
    }
    let parts = Apportionment.parts(ofEach: order.map { groups[$0]?.count ?? 0 }, shares.billionths)
    var splits = [[Int]](repeating: [], count: shares.shares.count)
    for (key, counts) in zip(order, parts) {
      var rest = Self.shuffled(groups[key] ?? [], entries, seed: seed)[...]
      for (split, count) in counts.enumerated() {
        splits[split] += rest.prefix(count)
        rest = rest.dropFirst(count)
      }
    }
    members = splits.map { $0.sorted() }
    categories = field.map { _ in zip(order, parts).map { CategoryDescription(value: $0, counts: $1) } }
  }

  /// The examples in the order of the sums of seed and record. Records with the same bytes stand together, so that copies
  /// of one record are in one split, but for those on a border.
  private static func shuffled(_ members: [Int], _ entries: [SplitPlan.Entry], seed: Int) -> [Int] {
    let prefix = Array("\(seed)\n".utf8)
    let ranks = members.map { member in
      (SHA256Sum(of: prefix + Array(entries[member].recordSum.hexadecimal.utf8)), member)
    }
    return ranks.sorted { $0 < $1 }.map(\.1)
  }

  private static func failure(_ message: String, _ field: CategoryField?) -> TrainPackError {
    TrainPackError(
      .exportCategories, "\(field?.text ?? "the field") cannot be stratified by: \(message)",
      fix: "name a field with --stratify that holds categories, or leave it out")
  }
}
