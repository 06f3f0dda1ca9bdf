/// Best-fit decreasing over the whole dataset.
///
/// Examples are placed longest first, those of one length in input order. Each goes into the row with the least free
/// space that still holds it; of rows with the same free space, into the one that has had it longest; and into a new row
/// when none holds it. A row that has as many examples as it may is closed.
///
/// - Source: best-fit decreasing, as in D. S. Johnson, "Near-optimal bin packing algorithms" (1973).
struct BestFitDecreasing {
  private static let none: Int32 = -1

  /// The free-space values that some row has.
  private var freeSpace: FreeSpaceIndex
  /// For each free-space value a queue of rows: its first, its last, and for each row the next.
  private var first: [Int32]
  private var last: [Int32]
  private var next: [Int32] = []
  /// For each row how many examples it can still take; empty where nothing limits them.
  private var segmentsLeft: [Int32] = []
  private let rules: PackingRules
  private let isLimited: Bool

  private init(_ rules: PackingRules) {
    self.rules = rules
    isLimited = rules.segmentLimit < rules.contextLength
    let contextLength = rules.contextLength
    freeSpace = FreeSpaceIndex(capacity: contextLength)
    first = [Int32](repeating: Self.none, count: contextLength + 1)
    last = [Int32](repeating: Self.none, count: contextLength + 1)
  }

  /// The row of each example, rows numbered in the order in which they were opened.
  ///
  /// - Parameters:
  ///   - lengths: The examples' lengths in tokens, each in `1...contextLength`.
  /// - Complexity: O(*n* + *contextLength*), with three machine words or less of search for each example.
  static func assignments(lengths: [Int32], rules: PackingRules) -> [Int32] {
    let longest = Int(lengths.max() ?? 0)
    var packing = BestFitDecreasing(rules)
    var rows = [Int32](repeating: none, count: lengths.count)
    for example in longestFirst(lengths, longest: longest) {
      let length = Int(lengths[Int(example)])
      rows[Int(example)] = packing.place(length: length)
    }
    return rows
  }

  /// The examples by falling length, those of one length in input order.
  private static func longestFirst(_ lengths: [Int32], longest: Int) -> [Int32] {
    var slots = [Int32](repeating: 0, count: longest + 1)
    for length in lengths { slots[Int(length)] += 1 }
    var start: Int32 = 0
    for length in slots.indices.reversed() {
      let count = slots[length]
      slots[length] = start
      start += count
    }
    var order = [Int32](repeating: 0, count: lengths.count)
    for (example, length) in lengths.enumerated() {
      order[Int(slots[Int(length)])] = Int32(truncatingIfNeeded: example)
      slots[Int(length)] += 1
    }
    return order
  }

  private mutating func place(length: Int) -> Int32 {
    let row: Int32
    let free: Int
    if let found = freeSpace.smallest(atLeast: length) {
      row = dequeue(found)
      free = found
    } else {
      row = Int32(truncatingIfNeeded: next.count)
      next.append(Self.none)
      if isLimited { segmentsLeft.append(Int32(clamping: rules.segmentLimit)) }
      free = rules.contextLength
    }
    if isLimited {
      segmentsLeft[Int(row)] -= 1
      if segmentsLeft[Int(row)] == 0 { return row }
    }
    if free > length { enqueue(row, free: free - length) }
    return row
  }

  private mutating func dequeue(_ free: Int) -> Int32 {
    let row = first[free]
    first[free] = next[Int(row)]
    if first[free] == Self.none {
      last[free] = Self.none
      freeSpace.remove(free)
    }
    return row
  }

  private mutating func enqueue(_ row: Int32, free: Int) {
    next[Int(row)] = Self.none
    if last[free] == Self.none {
      first[free] = row
      freeSpace.insert(free)
    } else {
      next[Int(last[free])] = row
    }
    last[free] = row
  }
}
