/// How many pieces segments met before have: as `SegmentCache`, for those who only count, in half the memory.
struct SegmentCounts {
  static let maximumCount = 15

  /// The key's top byte holds the length in its lower half and the count in its upper; 0 is a free entry.
  private var entries: [TokenKey]
  private let seed: UInt64
  private let shift: UInt64

  /// - Parameter indexBits: The table has two to this power entries of 16 bytes; from 1 to 32.
  init(indexBits: Int) {
    entries = [TokenKey](repeating: TokenKey(low: 0, high: 0), count: 1 << indexBits)
    seed = UInt64.random(in: .min ... .max)
    shift = UInt64(64 - indexBits)
  }

  /// Where the segment with this key is, or would be.
  @inline(__always)
  func index(of key: TokenKey) -> Int { Int(truncatingIfNeeded: key.hash(seed: seed) &>> shift) }

  /// Reads the entry at `index`, so that it is near when it is asked for.
  @inline(__always)
  func readAhead(at index: Int) -> UInt64 { entries[index].low }

  /// How many pieces the segment has, or 0 when the entry at `index` is not its.
  @inline(__always)
  func count(at index: Int, for key: TokenKey) -> Int {
    let entry = entries[index]
    let isSame = entry.low == key.low && entry.high & (UInt64.max &>> 4) == key.high
    return isSame ? Int(truncatingIfNeeded: entry.high &>> 60) : 0
  }

  /// Keeps the count of `key`, unless it is too large.
  mutating func insert(_ count: Int, for key: TokenKey, at index: Int) {
    if count > Self.maximumCount { return }
    entries[index] = TokenKey(low: key.low, high: key.high | UInt64(truncatingIfNeeded: count) &<< 60)
  }
}
