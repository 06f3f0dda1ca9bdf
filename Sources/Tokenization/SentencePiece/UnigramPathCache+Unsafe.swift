import CTextScan

/// The best paths through segments met before, with the running sums up to which each is proved to be the reference's: a
/// table of fixed size, for one worker.
///
/// Two entries may be in the same place; a newcomer takes that of the older one.
final class UnigramPathCache {
  static let maximumNodes = 6
  /// Above this an id leaves no room for its length.
  private static let maximumID: Int32 = 1 << 28 - 1

  private static let indexBits: UInt64 = 16
  private static let byteCount = MemoryLayout<Entry>.stride << (indexBits + 1)

  private let memory = ZeroedMemory(byteCount: byteCount)
  private let entries: UnsafeMutablePointer<Entry>
  private let seed = UInt64.random(in: .min ... .max)

  /// The key's top byte holds the length in its lower half and the count of pieces in its upper; 0 is a free entry.
  /// A piece is 32 bits, the id, plus one, in the upper 28 and its length in the lower 4.
  struct Entry {
    fileprivate var key = TokenKey(low: 0, high: 0)
    fileprivate var nodes: (UInt64, UInt64, UInt64) = (0, 0, 0)
    /// The running sum must be nearer to zero than this.
    var limit: Float = 0

    var count: Int { Int(truncatingIfNeeded: key.high &>> 60) }

    /// The piece at `index`.
    @inline(__always)
    func node(_ index: Int) -> PieceNode {
      let word = index < 2 ? nodes.0 : index < 4 ? nodes.1 : nodes.2
      let packed = UInt32(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: (index & 1) &* 32))
      return PieceNode(id: Int32(bitPattern: packed &>> 4) &- 1, length: Int32(bitPattern: packed & 15))
    }
  }

  init() {
    // An entry of zeros is a free one.
    entries = memory.start.assumingMemoryBound(to: Entry.self)
  }

  /// Where the segment with this key is, or would be; asks for its memory ahead of its use.
  @inline(__always)
  func index(of key: TokenKey) -> Int {
    let index = Int(truncatingIfNeeded: key.hash(seed: seed) &>> (64 &- Self.indexBits)) &<< 1
    ctextscan_prefetch(entries + index)
    ctextscan_prefetch(entries + index + 1)
    return index
  }

  /// The entry of `key`, which belongs to `index`.
  @inline(__always)
  func entry(at index: Int, for key: TokenKey) -> UnsafePointer<Entry>? {
    if Self.isSame(entries[index].key, key) { return UnsafePointer(entries + index) }
    if Self.isSame(entries[index &+ 1].key, key) { return UnsafePointer(entries + index + 1) }
    return nil
  }

  @inline(__always)
  private static func isSame(_ entry: TokenKey, _ key: TokenKey) -> Bool {
    entry.low == key.low && entry.high & (UInt64.max &>> 4) == key.high
  }

  /// Keeps the path of `key`, unless it has too many pieces; then only that nothing is proved of it.
  func insert(_ nodes: [PieceNode], limit: Float, for key: TokenKey, at index: Int) {
    var entry = Entry(key: key)
    if limit > 0, nodes.count <= Self.maximumNodes, nodes.allSatisfy({ $0.id < Self.maximumID }) {
      entry.limit = limit
      entry.key.high |= UInt64(truncatingIfNeeded: nodes.count) &<< 60
      for (position, node) in nodes.enumerated() {
        let packed = UInt64(truncatingIfNeeded: node.id &+ 1) &<< 4 | UInt64(truncatingIfNeeded: node.length & 15)
        let word = packed << UInt64(truncatingIfNeeded: (position & 1) &* 32)
        switch position >> 1 {
        case 0: entry.nodes.0 |= word
        case 1: entry.nodes.1 |= word
        default: entry.nodes.2 |= word
        }
      }
    }
    entries[index &+ 1] = entries[index]
    entries[index] = entry
  }
}
