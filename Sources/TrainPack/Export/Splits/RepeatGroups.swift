import ShardExport

/// The examples that repeat one another: their records are the same byte for byte, or differ only in case, white space and
/// punctuation, as `check` counts repeats, or are similar by their sketches.
///
/// Two examples are in one group where a chain of such repeats leads from one to the other. What most of a dataset has in
/// common, such as an instruction, can make similar what is not the same: a group of similar examples that is larger than
/// it may be falls apart into those that are the same but for folding.
///
/// Memory: some 60 bytes an example while it is made. Time: O(*n* log *n*).
struct RepeatGroups {
  /// The groups of two examples or more; the examples of each ascending.
  private(set) var groups: [[Int]] = []
  /// The groups of similar examples that were too large.
  private(set) var parted: [[Int]] = []

  /// - Parameter largestSimilar: So many examples a group may have that are not all the same but for folding.
  init(_ entries: [SplitPlan.Entry], largestSimilar: Int = .max) {
    var links = Links(count: entries.count)
    links.unite(entries.map(\.marks.folded))
    links.unite(entries.map(\.recordSum))
    var similar = links
    SimilarPairs(entries: entries).forEach { similar.unite($0, $1) }
    for group in similar.groups {
      if group.count <= largestSimilar {
        for example in group.dropFirst() { links.unite(group[0], example) }
      } else if !links.areOne(group) {
        parted.append(group)
      }
    }
    groups = links.groups
  }
}

extension RepeatCounts {
  init(of groups: [[Int]]) { self.init(groups: groups.count, examples: groups.reduce(0) { $0 + $1.count }) }
}

/// A forest in which the examples of one group are the nodes of one tree.
private struct Links {
  private var parents: [Int32]

  init(count: Int) { parents = (0..<count).map { Int32(clamping: $0) } }

  /// Unites the examples whose keys are equal.
  mutating func unite<Key: Hashable & Comparable>(_ keys: [Key]) {
    let sorted = keys.sorted()
    var firsts: [Key: Int] = [:]
    var repeated: Set<Key> = []
    for (key, next) in zip(sorted, sorted.dropFirst()) where key == next { repeated.insert(key) }
    if repeated.isEmpty { return }
    for (index, key) in keys.enumerated() where repeated.contains(key) {
      if let first = firsts[key] { unite(first, index) } else { firsts[key] = index }
    }
  }

  /// Whether the examples are all in one tree.
  mutating func areOne(_ examples: [Int]) -> Bool {
    let first = root(of: examples[0])
    return examples.allSatisfy { root(of: $0) == first }
  }

  mutating func unite(_ left: Int, _ right: Int) {
    let (left, right) = (root(of: left), root(of: right))
    // The earlier example is the root, so that a tree's root is its first example.
    parents[max(left, right)] = Int32(clamping: min(left, right))
  }

  private mutating func root(of index: Int) -> Int {
    var index = index
    while Int(parents[index]) != index {
      parents[index] = parents[Int(parents[index])]
      index = Int(parents[index])
    }
    return index
  }

  var groups: [[Int]] {
    var links = self
    var members: [Int: [Int]] = [:]
    for index in parents.indices where Int(parents[index]) != index {
      members[links.root(of: index), default: []].append(index)
    }
    return members.sorted { $0.key < $1.key }.map { [$0.key] + $0.value }
  }
}
