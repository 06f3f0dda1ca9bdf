/// Merges the bytes of one pre-token: always the two neighbours whose join has the lowest rank, the leftmost of equals,
/// until no join is a token.
///
/// - Source: `_byte_pair_merge` of tiktoken's `src/lib.rs`.
struct BytePairMerger {
  /// Up to this many bytes all neighbours are looked through for each merge; above, a heap finds the lowest.
  static let maximumLinearLength = 128

  /// Where each part begins, by its place; behind the last stands the end of the pre-token.
  private var offsets = [Int32](repeating: 0, count: maximumLinearLength + 1)
  /// For each part the rank of its join with the next in the upper half, its place in the lower: the least is merged
  /// next. The last part and three entries behind it have no join.
  private var joins = [UInt64](repeating: 0, count: maximumLinearLength + 4)
  private var heap = BytePairHeap()

  /// Appends the tokens of `text[start..<end]` to `tokens`.
  ///
  /// - Complexity: O(*n* log *n*) for *n* bytes.
  mutating func merge(
    _ text: RawSpan, _ start: Int, _ end: Int, ranks table: borrowing BytePairRanks, into tokens: inout [Int32]
  ) {
    if end &- start <= Self.maximumLinearLength {
      Self.mergeLinear(text, start, end, table, &offsets, &joins, into: &tokens)
    } else {
      heap.merge(text, start, end, ranks: table, into: &tokens)
    }
  }

  private static func mergeLinear(
    _ text: RawSpan, _ start: Int, _ end: Int, _ table: borrowing BytePairRanks, _ offsets: inout [Int32],
    _ joins: inout [UInt64], into tokens: inout [Int32]
  ) {
    var offsets = offsets.mutableSpan
    var joins = joins.mutableSpan
    var count = end &- start
    var previous = text.unsafeLoad(fromByteOffset: start, as: UInt8.self)
    for place in 1..<count {
      let byte = text.unsafeLoad(fromByteOffset: start &+ place, as: UInt8.self)
      offsets[place] = Int32(truncatingIfNeeded: place)
      joins[place &- 1] = Self.join(table.pair(previous, byte), at: place &- 1)
      previous = byte
    }
    offsets[0] = 0
    offsets[count] = Int32(truncatingIfNeeded: count)
    for place in count &- 1..<count &+ 3 { joins[place] = .max }

    while true {
      let least = Self.least(of: joins, count)
      if least >= Self.noJoin { break }
      let place = Int(truncatingIfNeeded: least & 0xFFFF_FFFF)
      // Part `place` takes in the next; those behind move up.
      count &-= 1
      for other in place &+ 1...count {
        offsets[other] = offsets[other &+ 1]
        joins[other] = joins[other &+ 1] &- 1
      }
      let from = start &+ Int(offsets[place])
      let to = start &+ Int(offsets[place &+ 1])
      let next = place &+ 1 < count ? start &+ Int(offsets[place &+ 2]) : to
      let before = place > 0 ? start &+ Int(offsets[place &- 1]) : from
      let (left, right) = table.ranks(of: text, before, from, to, next)
      if place > 0 { joins[place &- 1] = Self.join(left, at: place &- 1) }
      joins[place] = place &+ 1 < count ? Self.join(right, at: place) : .max
    }
    for place in 0..<count {
      let from = start &+ Int(offsets[place])
      let to = start &+ Int(offsets[place &+ 1])
      tokens.append(
        to &- from == 1
          ? table.single(text.unsafeLoad(fromByteOffset: from, as: UInt8.self)) : table.rank(of: text, from, to))
    }
  }

  /// From here up an entry is no join; the places that are taken off it on its way up do not bring it below.
  private static let noJoin = UInt64(BytePairRanks.none) << 32

  @inline(__always)
  private static func join(_ rank: Int32, at place: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: rank) &<< 32 | UInt64(truncatingIfNeeded: place)
  }

  /// The least of the first `count` joins, in four strands that do not wait for each other.
  @inline(__always)
  private static func least(of joins: borrowing MutableSpan<UInt64>, _ count: Int) -> UInt64 {
    var strands = (UInt64.max, UInt64.max, UInt64.max, UInt64.max)
    var place = 0
    while place < count {
      strands.0 = min(strands.0, joins[place])
      strands.1 = min(strands.1, joins[place &+ 1])
      strands.2 = min(strands.2, joins[place &+ 2])
      strands.3 = min(strands.3, joins[place &+ 3])
      place &+= 4
    }
    return min(min(strands.0, strands.1), min(strands.2, strands.3))
  }
}
