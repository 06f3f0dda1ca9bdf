/// Examples in input order, each into the first row that has room for it.
struct FirstFit {
  private let rules: PackingRules
  /// A complete tree whose leaves are the free tokens of the rows and whose inner nodes hold the larger of their two; the
  /// root is at 1, the leaves begin at `leafCount`. Rows that are not open yet are leaves with a whole row of room.
  private var room: [Int32]
  private let leafCount: Int
  private var segments: [Int32]

  private init(rowCount: Int, rules: PackingRules) {
    self.rules = rules
    var leaves = 1
    while leaves < rowCount { leaves *= 2 }
    leafCount = leaves
    room = [Int32](repeating: Int32(clamping: rules.contextLength), count: 2 * leaves)
    segments = [Int32](repeating: 0, count: leaves)
  }

  /// The row of each example, rows numbered in the order in which they were opened.
  ///
  /// - Parameter lengths: The examples' lengths in tokens, each in `1...contextLength`.
  /// - Complexity: O(*n* log *n*).
  static func assignments(lengths: [Int32], rules: PackingRules) -> [Int32] {
    var packing = FirstFit(rowCount: lengths.count, rules: rules)
    return lengths.map { packing.place(length: $0) }
  }

  private mutating func place(length: Int32) -> Int32 {
    var node = 1
    while node < leafCount { node = room[2 * node] >= length ? 2 * node : 2 * node + 1 }
    let row = node - leafCount
    segments[row] += 1
    room[node] = Int(segments[row]) == rules.segmentLimit ? 0 : room[node] - length
    while node > 1 {
      node /= 2
      room[node] = max(room[2 * node], room[2 * node + 1])
    }
    return Int32(truncatingIfNeeded: row)
  }
}
