/// How many examples have each length.
struct LengthCounts {
  /// The lengths that occur, rising, with how many examples have each.
  let entries: [(length: Int, count: Int)]
  let exampleCount: Int

  init(_ lengths: [Int32]) {
    var counts = [Int](repeating: 0, count: Int(lengths.max() ?? 0) + 1)
    for length in lengths { counts[Int(length)] += 1 }
    entries = counts.enumerated().compactMap { $1 > 0 ? ($0, $1) : nil }
    exampleCount = lengths.count
  }

  var tokenCount: Int { entries.reduce(0) { $0 + $1.length * $1.count } }
}
