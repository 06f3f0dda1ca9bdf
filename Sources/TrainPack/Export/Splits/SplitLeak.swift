import DatasetChecks
import Diagnostics
import ShardExport

/// Records that stand in more than one split, byte for byte: what is trained on and evaluated on alike.
struct SplitLeak {
  /// The first of them that are named.
  private static let maximumPlaceCount = 5

  /// The examples whose copy an earlier split has, in the order of the splits.
  private(set) var examples: [Int] = []
  /// The splits that have copies of others, in their order.
  private var splits: [String] = []

  /// - Parameters:
  ///   - plan: The splits of the examples, and their names.
  ///   - sum: The sum of an example's record.
  init(_ plan: SplitPlan, names: [String], sum: (Int) -> SHA256Sum) {
    guard plan.members.count > 1 else { return }
    var earlier: Set<SHA256Sum> = []
    for (name, members) in zip(names, plan.members) {
      let copies = members.filter { earlier.contains(sum($0)) }
      if !copies.isEmpty { splits.append(name) }
      examples += copies
      earlier.formUnion(members.map { sum($0) })
    }
  }

  /// What is to be said of it; `nil` where no record stands in two splits.
  ///
  /// - Parameter place: Where an example's record stands.
  func finding(place: (Int) -> InputLocation) -> Finding? {
    guard !examples.isEmpty else { return nil }
    let repeats = examples.count == 1 ? "1 record repeats" : "\(Words.records(examples.count)) repeat"
    return Finding(
      .exportSplitLeak, .warning,
      "\(repeats) one of another split byte for byte (in \(Words.list(splits))): an evaluation would measure what was learnt",
      count: examples.count, places: examples.prefix(Self.maximumPlaceCount).map(place),
      fix: "take repeats out of the data before it is divided; `trainpack check` finds them and says how")
  }
}
