import Diagnostics

/// The merges of a byte-level BPE: for a pair of neighbouring tokens its place in the list and the token that they make.
struct MergeTable: Sendable {
  struct Merge: Sendable {
    /// The place in the list; the lowest is merged first. `none` where the pair makes no token.
    var rank: Int32
    var id: Int32

    static let none = Int32.max
  }

  private struct Slot: Sendable {
    /// Both ids; -1 in both: the slot is free.
    var left: Int32
    var right: Int32
    var merge: Merge
  }

  let table: TokenTable
  let cuts: SegmentCuts?
  /// For each byte its token.
  let singles: [Int32]
  /// Whether a pre-token that is a token is taken whole, whatever the merges say: `ignore_merges`.
  let takesWholeTokens: Bool
  private var slots: [Slot]
  private let seed: UInt64

  /// - Parameters:
  ///   - singles: 256 ids.
  ///   - mergeCount: How many merges to make room for.
  init(table: TokenTable, singles: [Int32], takesWholeTokens: Bool, mergeCount: Int) {
    self.table = table
    cuts = SegmentCuts(table)
    self.singles = singles
    self.takesWholeTokens = takesWholeTokens
    var slotCount = 1_024
    while slotCount < mergeCount * 2 { slotCount *= 2 }
    slots = [Slot](
      repeating: Slot(left: -1, right: -1, merge: Merge(rank: Merge.none, id: -1)), count: slotCount)
    seed = UInt64.random(in: .min ... .max)
  }

  /// Adds a merge; returns `false` when the pair has one already.
  ///
  /// No more may be added than room was made for.
  mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) -> Bool {
    let index = index(of: left, right)
    if slots[index].left >= 0 { return false }
    slots[index] = Slot(left: left, right: right, merge: merge)
    return true
  }

  /// What two neighbours make.
  @inline(__always)
  func merge(_ left: Int32, _ right: Int32) -> Merge { slots[index(of: left, right)].merge }

  /// The slot that has the pair, or the free one that would.
  @inline(__always)
  private func index(of left: Int32, _ right: Int32) -> Int {
    let pair = UInt64(UInt32(bitPattern: left)) &<< 32 | UInt64(UInt32(bitPattern: right))
    let product = (pair ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    var index = Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count &- 1)
    while slots[index].left >= 0, slots[index].left != left || slots[index].right != right {
      index = (index &+ 1) & (slots.count &- 1)
    }
    return index
  }
}
