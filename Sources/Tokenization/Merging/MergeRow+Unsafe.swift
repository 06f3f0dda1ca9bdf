/// Merges up to 64 neighbours: always the two whose join has the lowest rank, the leftmost of equals, until none has a rank.
///
/// A part stays at the place of its first byte or character, and a bit says that one is there: nothing moves up when a part
/// takes in the next. One worker's.
final class MergeRow {
  static let capacity = 64
  /// The rank of two that are not merged; all ranks are below it.
  static let none: UInt32 = 0x7FFF_FFFF

  /// By place: the rank of the join of the part here with the next in the upper half, the place in the lower; the least is
  /// merged next.
  private let joins = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity + 3)

  init() { joins.initialize(repeating: .max, count: Self.capacity + 3) }

  deinit { joins.deallocate() }

  /// A part that took in the next one.
  struct Merged {
    /// The rank of their join.
    let rank: UInt32
    let place: Int
    /// Where the part before begins; `place` for none.
    let before: Int
    /// Where the part ends now and the next begins; the count for none.
    let next: Int
    /// Where the next part ends; the count for none.
    let after: Int
  }

  /// Takes all ranks back of `count` places.
  @inline(__always)
  func begin(_ count: Int) { joins.update(repeating: .max, count: count) }

  /// Says the rank of the join of the part at `place` and the next before merging begins.
  @inline(__always)
  func setRank(_ rank: UInt32, at place: Int) { joins[place] = Self.join(rank, place) }

  /// Merges; returns the places of the parts, a bit for each.
  ///
  /// - Parameters:
  ///   - count: How many places there are, from 1 to 64; the ranks of all but the last were set or taken back.
  ///   - startingAt: The places of the parts, the first among them; all by default. The others have no rank.
  ///   - ranks: Called for each merge; returns the ranks of the joins of the part before with the merged one, which is not
  ///     looked at when there is none, and of the merged one with the next.
  @inline(__always)
  func merge(
    _ count: Int, startingAt first: UInt64 = .max, ranks: (Merged) -> (left: UInt32, right: UInt32)
  ) -> UInt64 {
    var starts = first & UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- count)
    for place in count &- 1..<count &+ 3 { joins[place] = .max }
    while true {
      let least = least(count)
      let rank = UInt32(truncatingIfNeeded: least &>> 32)
      if rank >= Self.none { return starts }
      let place = Int(truncatingIfNeeded: least & 63)
      // What is taken in, and what stands behind it.
      let behind = starts & ~1 &<< UInt64(truncatingIfNeeded: place)
      let taken = behind.trailingZeroBitCount
      let rest = behind & (behind &- 1)
      let next = min(rest.trailingZeroBitCount, count)
      let after = min((rest & (rest &- 1)).trailingZeroBitCount, count)
      let front = starts & ~(UInt64.max &<< UInt64(truncatingIfNeeded: place))
      let before = front == 0 ? place : 63 &- front.leadingZeroBitCount
      starts ^= 1 &<< UInt64(truncatingIfNeeded: taken)
      joins[taken] = .max
      let (left, right) = ranks(Merged(rank: rank, place: place, before: before, next: next, after: after))
      if front != 0 { joins[before] = Self.join(left, before) }
      joins[place] = next < count ? Self.join(right, place) : .max
    }
  }

  @inline(__always)
  private static func join(_ rank: UInt32, _ place: Int) -> UInt64 {
    UInt64(rank) &<< 32 | UInt64(truncatingIfNeeded: place)
  }

  /// The least of the first `count` joins, in four strands that do not wait for each other.
  @inline(__always)
  private func least(_ count: Int) -> UInt64 {
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
