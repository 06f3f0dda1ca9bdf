/// Divides whole numbers by shares.
enum Apportionment {
  /// Divides `count` by shares: each part is its share rounded down, and what is left goes to the parts whose shares were
  /// cut by most, the first of equal ones first.
  ///
  /// - Parameter billionths: The shares, which add up to a billion.
  /// - Source: the largest remainder method (Hamilton).
  static func parts(of count: Int, _ billionths: [Int]) -> [Int] {
    var parts = floors(of: count, billionths).map(\.quotient)
    let order = remainders(of: count, billionths).enumerated().sorted {
      ($1.element, $0.offset) < ($0.element, $1.offset)
    }
    for (index, _) in order.prefix(count - parts.reduce(0, +)) { parts[index] += 1 }
    return parts
  }

  /// Divides each of several categories by the same shares, so that the sums over all categories are exactly `parts` of
  /// their total, and each category's part is its share rounded down or up (by one more only where the totals cannot be
  /// met otherwise).
  ///
  /// So a category that is too rare to have an example in every split has it in some, and over many rare categories each
  /// split gets its share.
  ///
  /// - Parameter counts: The sizes of the categories.
  /// - Returns: For each category its parts.
  static func parts(ofEach counts: [Int], _ billionths: [Int]) -> [[Int]] {
    let total = parts(of: counts.reduce(0, +), billionths)
    var division = counts.map { count in floors(of: count, billionths).map(\.quotient) }
    var needs = total
    for parts in division { for (index, part) in parts.enumerated() { needs[index] -= part } }
    // What rounding down left goes, category by category, where most is owed.
    var extras = counts.map { _ in [Int](repeating: 0, count: billionths.count) }
    var owed = [Int](repeating: 0, count: billionths.count)
    for (category, count) in counts.enumerated() {
      let remainders = remainders(of: count, billionths)
      for index in owed.indices { owed[index] += remainders[index] }
      let left = count - division[category].reduce(0, +)
      let order = owed.indices.filter { remainders[$0] > 0 }.sorted { (owed[$1], $0) < (owed[$0], $1) }
      for index in order.prefix(left) {
        extras[category][index] += 1
        owed[index] -= SplitShares.whole
      }
    }
    meet(needs, with: &extras, allowed: counts.map { remainders(of: $0, billionths).map { $0 > 0 } })
    for (category, extra) in extras.enumerated() {
      for (index, more) in extra.enumerated() { division[category][index] += more }
    }
    return division
  }

  /// Moves extras from splits that have too many to such as have too few, within categories, until each has what it needs.
  private static func meet(_ needs: [Int], with extras: inout [[Int]], allowed: [[Bool]]) {
    func surplus(_ split: Int) -> Int { extras.reduce(0) { $0 + $1[split] } - needs[split] }
    while let start = needs.indices.first(where: { surplus($0) > 0 }),
      let path = path(from: start, to: { surplus($0) < 0 }, extras, allowed)
    {
      for (category, from, to) in path {
        extras[category][from] -= 1
        extras[category][to] += 1
      }
    }
  }

  /// The shortest chain of moves from a split to one that `isGoal`; moves that round up come before others.
  private static func path(
    from start: Int, to isGoal: (Int) -> Bool, _ extras: [[Int]], _ allowed: [[Bool]]
  ) -> [(category: Int, from: Int, to: Int)]? {
    for isStrict in [true, false] {
      var reached: [Int: (category: Int, from: Int)] = [:]
      var queue = [start]
      var position = 0
      while position < queue.count {
        let split = queue[position]
        position += 1
        if isGoal(split) {
          var moves: [(category: Int, from: Int, to: Int)] = []
          var at = split
          while at != start, let (category, from) = reached[at] {
            moves.append((category, from, at))
            at = from
          }
          return moves
        }
        for next in allowed.first.map({ Array($0.indices) }) ?? [] where next != start && reached[next] == nil {
          let category = extras.indices.first { category in
            extras[category][split] > 0 && (!isStrict || extras[category][next] == 0 && allowed[category][next])
          }
          guard let category else { continue }
          reached[next] = (category, split)
          queue.append(next)
        }
      }
    }
    return nil
  }

  private static func floors(of count: Int, _ billionths: [Int]) -> [(quotient: Int, remainder: Int)] {
    billionths.map { share in
      let (high, low) = count.multipliedFullWidth(by: share)
      let (quotient, remainder) = SplitShares.whole.dividingFullWidth((high, low))
      return (quotient, remainder)
    }
  }

  private static func remainders(of count: Int, _ billionths: [Int]) -> [Int] {
    floors(of: count, billionths).map(\.remainder)
  }
}
