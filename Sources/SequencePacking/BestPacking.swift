/// Best fit, or first fit where that takes fewer rows, and then a search for fewer still: the emptiest row and a few others
/// are taken apart, and put together anew so that what is left for the last of them becomes less, until it needs no row.
///
/// The draws of rows are seeded, so the same lengths give the same rows.
struct BestPacking {
  /// How many rows are taken apart at once.
  private static let groupCount = 6
  /// How many times in a row nothing may be gained.
  private static let maximumIdleRounds = 2_000

  private let lengths: [Int32]
  private let rules: PackingRules
  private var rows: [[Int32]]
  private var filled: [Int]
  /// All rows that have room left, and some that have none any more, some of them twice.
  private var roomy: [Int] = []
  private var draws = SeededDraws(seed: 0)

  /// The row of each example.
  ///
  /// - Parameters:
  ///   - lengths: The examples' lengths in tokens, each in `1...contextLength`.
  ///   - bound: The number of rows at which to stop.
  static func assignments(lengths: [Int32], rules: PackingRules, bound: Int) -> [Int32] {
    var start = BestFitDecreasing.assignments(lengths: lengths, rules: rules)
    guard var last = start.max(), Int(last) + 1 > bound else { return start }
    // Where rows take few examples, best fit puts the longest together and leaves the short ones rows of their own.
    let firstFit = FirstFit.assignments(lengths: lengths, rules: rules)
    if let lastOfFirstFit = firstFit.max(), lastOfFirstFit < last { (start, last) = (firstFit, lastOfFirstFit) }
    var packing = BestPacking(lengths, start, rowCount: Int(last) + 1, rules)
    packing.search(until: bound)
    return packing.assignments
  }

  private init(_ lengths: [Int32], _ assignments: [Int32], rowCount: Int, _ rules: PackingRules) {
    self.lengths = lengths
    self.rules = rules
    rows = [[Int32]](repeating: [], count: rowCount)
    filled = [Int](repeating: 0, count: rowCount)
    for (example, row) in assignments.enumerated() {
      rows[Int(row)].append(Int32(truncatingIfNeeded: example))
      filled[Int(row)] += Int(lengths[example])
    }
  }

  private var assignments: [Int32] {
    var assignments = [Int32](repeating: 0, count: lengths.count)
    for (row, examples) in rows.enumerated() {
      for example in examples { assignments[Int(example)] = Int32(truncatingIfNeeded: row) }
    }
    return assignments
  }

  private mutating func search(until bound: Int) {
    var idleRounds = 0
    var emptiest = self.emptiest
    roomy = rows.indices.filter(hasRoom)
    while rows.count > bound, idleRounds < Self.maximumIdleRounds {
      let before = filled[emptiest]
      let group = self.group(with: emptiest)
      guard let leastFilled = rearrange(group) else {
        idleRounds += 1
        continue
      }
      emptiest = leastFilled
      idleRounds = filled[emptiest] < before ? 0 : idleRounds + 1
      while filled[emptiest] == 0 {
        remove(emptiest)
        emptiest = self.emptiest
      }
    }
  }

  private var emptiest: Int { filled.indices.min { (filled[$0], $0) < (filled[$1], $1) } ?? 0 }

  private func hasRoom(_ row: Int) -> Bool { filled[row] < rules.contextLength }

  /// The row and others that are drawn: most of them of those that have room, as only room is gained from.
  private mutating func group(with row: Int) -> [Int] {
    var group = [row]
    let count = min(Self.groupCount, rows.count)
    while group.count < count {
      let drawn = group.count + 2 < count ? drawRoomy() : nil
      let other = drawn ?? draws.next(below: rows.count)
      if !group.contains(other) {
        group.append(other)
      } else if drawn != nil {
        // Few rows have room.
        while group.count < count {
          let other = draws.next(below: rows.count)
          if !group.contains(other) { group.append(other) }
        }
      }
    }
    return group
  }

  /// A row that has room; `nil` where none has.
  private mutating func drawRoomy() -> Int? {
    while !roomy.isEmpty {
      let place = draws.next(below: roomy.count)
      let row = roomy[place]
      if row < rows.count, hasRoom(row) { return row }
      roomy.swapAt(place, roomy.count - 1)
      roomy.removeLast()
    }
    return nil
  }

  /// Puts the examples of some rows together anew, where less is left for the last of them than the least filled has now,
  /// or as much.
  ///
  /// - Parameter group: Rows, the least filled first.
  /// - Returns: The row that is filled least now; `nil` where the rows stay as they were.
  private mutating func rearrange(_ group: [Int]) -> Int? {
    var examples = group.flatMap { rows[$0] }.sorted { (lengths[Int($0)], $1) > (lengths[Int($1)], $0) }
    var new: [[Int32]] = []
    for _ in group.dropLast() {
      if examples.isEmpty { break }
      let chosen = RowFilling.choice(
        from: examples.map { Int(lengths[Int($0)]) }, room: rules.contextLength, segmentLimit: rules.segmentLimit)
      new.append(chosen.map { examples[$0] })
      for place in chosen.reversed() { examples.remove(at: place) }
    }
    let left = examples.reduce(0) { $0 + Int(lengths[Int($1)]) }
    if left > filled[group[0]] || examples.count > rules.segmentLimit { return nil }
    new.append(examples)
    while new.count < group.count { new.append([]) }
    for (row, examples) in zip(group.reversed(), new) {
      rows[row] = examples
      filled[row] = examples.reduce(0) { $0 + Int(lengths[Int($1)]) }
      if hasRoom(row) { roomy.append(row) }
    }
    return group[0]
  }

  private mutating func remove(_ row: Int) {
    // The last row takes its place.
    if hasRoom(rows.count - 1) { roomy.append(row) }
    rows.swapAt(row, rows.count - 1)
    filled.swapAt(row, filled.count - 1)
    rows.removeLast()
    filled.removeLast()
  }
}
