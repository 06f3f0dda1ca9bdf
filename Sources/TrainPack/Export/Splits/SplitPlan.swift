import Diagnostics
import ShardExport

/// Which split each example of an export is in.
struct SplitPlan {
  /// What is known of an example when it is given a split.
  struct Entry {
    var recordSum: SHA256Sum
    /// What its record's repeats are told by.
    var marks: RepeatMarks
    /// Its category as JSON text; `nil` for a record without the field.
    var category: [UInt8]?
    /// The name of its input.
    var source: String
  }

  /// For each split the examples that it has, ascending.
  private(set) var members: [[Int]]
  /// For each category its parts; `nil` where nothing is stratified.
  private(set) var categories: [CategoryDescription]?
  /// How many examples repeat one another, where these were kept together.
  private(set) var repeats = RepeatCounts.none
  /// How many examples are similar to one another in groups that are too large to be kept together.
  private(set) var parted = RepeatCounts.none

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
      repeats = division.repeats
      parted = division.parted
    }
    guard let empty = members.firstIndex(where: \.isEmpty) else { return }
    let kept =
      repeats.groups == 0
      ? "" : "; \(repeats.examples) repeat one another in \(repeats.groups) groups, each of which is in one split"
    throw TrainPackError(
      .exportEmptySplit, "the split \(names[empty]) would have none of the \(count) examples\(kept)",
      fix: "give it a larger share or more records, or leave it out")
  }

  /// What is to be said of similar examples that are not kept together; `nil` where all are.
  var partedFinding: Finding? {
    if parted.examples == 0 { return nil }
    return Finding(
      .exportSplitSimilar, .warning,
      "\(parted.examples) examples are similar to others, in \(parted.groups) "
        + "\(parted.groups == 1 ? "group that is" : "groups that are") larger than the smallest split: they stand in "
        + "several splits", count: parted.examples,
      fix:
        "where it is an instruction that they have in common, nothing has to be done; where they are versions of one "
        + "text, make the splits yourself, with --split-file")
  }
}
