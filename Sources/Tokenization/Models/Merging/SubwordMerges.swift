/// The merges of a BPE over characters: for two neighbouring symbols the place of their merge in the list and the token
/// that they make.
struct SubwordMerges: Sendable {
  /// The rank of two symbols that do not merge.
  static let none = Int32.max

  struct Merge: Sendable {
    /// The place in the list; the lowest is merged first.
    var rank: Int32
    var id: Int32
  }

  private struct Slot: Sendable {
    /// Both ids in one word; all bits set: the slot is free.
    var pair: UInt64
    var merge: Merge
  }

  private var slots: [Slot]
  private let seed: UInt64
  /// By rank the token that the merge makes.
  private(set) var results: [Int32] = []
  /// Whether each merge makes a token that is longer than its left side. Then what a merge makes tells which two symbols
  /// it joined at a place.
  private(set) var alwaysLengthen = true

  private static let free = Slot(pair: .max, merge: Merge(rank: none, id: -1))

  /// - Parameter capacity: How many merges there will be at most.
  init(capacity: Int) {
    var slotCount = 1_024
    while slotCount < capacity * 2 { slotCount *= 2 }
    slots = [Slot](repeating: Self.free, count: slotCount)
    seed = UInt64.random(in: .min ... .max)
    results.reserveCapacity(capacity)
  }

  /// Adds the next merge of the list. Of two merges of the same symbols the later one counts.
  ///
  /// No more may be added than room was made for.
  ///
  /// - Source: the map that `BpeBuilder::build` collects in Hugging Face tokenizers' `models/bpe/model.rs`.
  mutating func append(_ left: Int32, _ right: Int32, makes id: Int32, lengthens: Bool) {
    let pair = Self.pair(left, right)
    slots[index(of: pair)] = Slot(pair: pair, merge: Merge(rank: Int32(clamping: results.count), id: id))
    results.append(id)
    if !lengthens { alwaysLengthen = false }
  }

  /// What two neighbours make.
  @inline(__always)
  func merge(_ left: Int32, _ right: Int32) -> Merge { slots[index(of: Self.pair(left, right))].merge }

  @inline(__always)
  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) &<< 32 | UInt64(UInt32(bitPattern: right))
  }

  /// The slot that has the pair, or the free one that would.
  @inline(__always)
  private func index(of pair: UInt64) -> Int {
    let product = (pair ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    var index = Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count &- 1)
    while slots[index].pair != pair, slots[index].pair != .max { index = (index &+ 1) & (slots.count &- 1) }
    return index
  }
}
