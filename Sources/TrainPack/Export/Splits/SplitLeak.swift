import DatasetChecks
import Diagnostics
import ShardExport

/// Records that stand in more than one split, byte for byte, or but for case, white space and punctuation, or with some
/// other words: what is trained on and evaluated on alike.
///
/// Splits by shares have none, as repeats are in one split, but for similar records of which there are too many; named
/// files may.
struct SplitLeak {
  /// The first of them that are named.
  private static let maximumPlaceCount = 5

  /// The examples whose copy an earlier split has, in the order of the splits.
  private var copies = Part()
  /// The examples that are near repeats of one in an earlier split, and copies of none.
  private var nearRepeats = Part()
  /// The examples that are similar to one in an earlier split, and no repeat of one.
  private var similar = Part()

  private struct Part {
    var examples: [Int] = []
    /// The splits that have them, in their order.
    var splits: [String] = []

    mutating func add(_ found: [Int], of split: String) {
      if !found.isEmpty { splits.append(split) }
      examples += found
    }
  }

  /// - Parameters:
  ///   - plan: The splits of the examples, and their names.
  ///   - entries: The examples.
  init(_ plan: SplitPlan, names: [String], _ entries: [SplitPlan.Entry]) {
    guard plan.members.count > 1 else { return }
    var earlierSums: Set<SHA256Sum> = []
    var earlierFolded: Set<UInt128> = []
    let isLikeEarlier = Self.examplesLikeEarlier(plan, entries)
    for (name, members) in zip(names, plan.members) {
      let copied = members.filter { earlierSums.contains(entries[$0].recordSum) }
      copies.add(copied, of: name)
      let others = members.filter { !earlierSums.contains(entries[$0].recordSum) }
      nearRepeats.add(others.filter { earlierFolded.contains(entries[$0].marks.folded) }, of: name)
      similar.add(others.filter { isLikeEarlier[$0] && !earlierFolded.contains(entries[$0].marks.folded) }, of: name)
      for member in members {
        earlierSums.insert(entries[member].recordSum)
        earlierFolded.insert(entries[member].marks.folded)
      }
    }
  }

  /// For each example whether it is similar to one of an earlier split.
  private static func examplesLikeEarlier(_ plan: SplitPlan, _ entries: [SplitPlan.Entry]) -> [Bool] {
    var splits = [Int](repeating: 0, count: entries.count)
    for (split, members) in plan.members.enumerated() {
      for member in members { splits[member] = split }
    }
    var isLikeEarlier = [Bool](repeating: false, count: entries.count)
    SimilarPairs(entries: entries).forEach { left, right in
      if splits[left] != splits[right] { isLikeEarlier[splits[left] < splits[right] ? right : left] = true }
    }
    return isLikeEarlier
  }

  /// What is to be said of it; nothing where no record stands in two splits.
  ///
  /// - Parameter place: Where an example's record stands.
  func findings(place: (Int) -> InputLocation) -> [Finding] {
    [
      finding(copies, .exportSplitLeak, ("repeats", "repeat"), "byte for byte", fix: Self.fixOfRepeats, place),
      finding(
        nearRepeats, .exportSplitNearLeak, ("differs from", "differ from"), "only in case, white space or punctuation",
        fix: Self.fixOfRepeats, place),
      finding(
        similar, .exportSplitSimilar, ("has the text of", "have the text of"), "with some other words",
        fix: "look at the records that are named, and take them out of one of the files", place),
    ].compactMap(\.self)
  }

  private static let fixOfRepeats = "take repeats out of the files; `trainpack check` finds them and says how"

  private func finding(
    _ part: Part, _ code: DiagnosticCode, _ verb: (one: String, several: String), _ how: String, fix: String,
    _ place: (Int) -> InputLocation
  ) -> Finding? {
    let count = part.examples.count
    guard count > 0 else { return nil }
    return Finding(
      code, .warning,
      "\(Words.records(count)) \(count == 1 ? verb.one : verb.several) one of another split \(how) "
        + "(in \(Words.list(part.splits))): an evaluation would measure what was learnt",
      count: count, places: part.examples.prefix(Self.maximumPlaceCount).map(place),
      fix: fix)
  }
}
