/// Divides examples of several categories by shares where some of them stand in groups that go to one split as wholes.
///
/// Groups are placed first, the largest before the others, each in the split that is owed most, over all examples and over
/// those of its categories; a split takes no group beyond its part while another has room. The examples that stand alone
/// then fill what is left, so that the parts of the splits are those of `Apportionment` wherever the groups leave enough
/// of them, and each category is as near to its parts as that allows.
struct GroupApportionment {
  /// A group: how many examples of which categories it has.
  typealias Group = [(category: Int, count: Int)]

  /// For each group its split.
  private(set) var splits: [Int] = []
  /// For each category how many of its single examples each split gets.
  private(set) var singles: [[Int]] = []

  private let counts: [Int]
  private let billionths: [Int]
  /// For each category how many examples of it each split is to have.
  private let targets: [[Int]]
  /// For each category how many examples of groups each split has.
  private var placed: [[Int]]

  /// - Parameters:
  ///   - counts: The sizes of the categories, groups and single examples together.
  ///   - groups: The groups, the largest first.
  ///   - billionths: The shares, which add up to a billion.
  init(_ counts: [Int], groups: [Group], _ billionths: [Int]) {
    self.counts = counts
    self.billionths = billionths
    targets = Apportionment.parts(ofEach: counts, billionths)
    placed = counts.map { _ in [Int](repeating: 0, count: billionths.count) }
    place(groups)
    fill()
    fillEmptySplits(groups)
  }

  private var totals: [Int] { Self.sums(targets, billionths.count) }

  private static func sums(_ parts: [[Int]], _ splitCount: Int) -> [Int] {
    parts.reduce(into: [Int](repeating: 0, count: splitCount)) { sums, parts in
      for (split, count) in parts.enumerated() { sums[split] += count }
    }
  }

  private mutating func place(_ groups: [Group]) {
    var room = totals
    var owed = [Int](repeating: 0, count: billionths.count)
    var owedOfCategory = counts.map { _ in owed }
    for group in groups {
      let size = group.reduce(0) { $0 + $1.count }
      for split in billionths.indices {
        owed[split] += size * billionths[split]
        for (category, count) in group { owedOfCategory[category][split] += count * billionths[split] }
      }
      func score(_ split: Int) -> Int {
        group.reduce(owed[split]) { $0 + owedOfCategory[$1.category][split] / size * $1.count }
      }
      let best = billionths.indices.min { left, right in
        let (leftExcess, rightExcess) = (max(0, size - room[left]), max(0, size - room[right]))
        return leftExcess == rightExcess ? score(left) > score(right) : leftExcess < rightExcess
      }
      let split = best ?? 0
      splits.append(split)
      room[split] -= size
      owed[split] -= size * SplitShares.whole
      for (category, count) in group {
        owedOfCategory[category][split] -= count * SplitShares.whole
        placed[category][split] += count
      }
    }
  }

  /// Gives the single examples to the splits that still need examples of their category, and then moves as many between
  /// splits as the totals ask for.
  private mutating func fill() {
    singles = zip(targets, placed).map { target, placed in
      var parts = zip(target, placed).map { max(0, $0 - $1) }
      var excess = zip(target, placed).reduce(0) { $0 + max(0, $1.1 - $1.0) }
      while excess > 0, let split = parts.indices.max(by: { parts[$0] < parts[$1] }), parts[split] > 0 {
        parts[split] -= 1
        excess -= 1
      }
      return parts
    }
    while let (category, from, to) = nextMove() {
      singles[category][from] -= 1
      singles[category][to] += 1
    }
  }

  /// A single example that a split with too many has and one with too few lacks, of the category that gains most by it.
  private func nextMove() -> (category: Int, from: Int, to: Int)? {
    let sums = zip(Self.sums(singles, billionths.count), Self.sums(placed, billionths.count)).map { $0 + $1 }
    let surplus = zip(sums, totals).map { $0 - $1 }
    var best: (category: Int, from: Int, to: Int)?
    var bestGain = Int.min
    for from in surplus.indices where surplus[from] > 0 {
      for to in surplus.indices where surplus[to] < 0 {
        for category in counts.indices where singles[category][from] > 0 {
          let gain = deviation(category, from) - deviation(category, to)
          if gain > bestGain { (best, bestGain) = ((category, from, to), gain) }
        }
      }
    }
    return best
  }

  /// By how many billionths of an example a split has more of a category than its share.
  private func deviation(_ category: Int, _ split: Int) -> Int {
    (placed[category][split] + singles[category][split]) * SplitShares.whole - counts[category] * billionths[split]
  }

  /// Moves the smallest group that can be spared to each split that was to have examples and has none.
  private mutating func fillEmptySplits(_ groups: [Group]) {
    for empty in billionths.indices where totals[empty] > 0 {
      let sums = zip(Self.sums(singles, billionths.count), Self.sums(placed, billionths.count)).map { $0 + $1 }
      guard sums[empty] == 0 else { continue }
      let spare = groups.indices.last { group in
        sums[splits[group]] > groups[group].reduce(0) { $0 + $1.count }
      }
      guard let spare else { continue }
      for (category, count) in groups[spare] {
        placed[category][splits[spare]] -= count
        placed[category][empty] += count
      }
      splits[spare] = empty
    }
  }
}
