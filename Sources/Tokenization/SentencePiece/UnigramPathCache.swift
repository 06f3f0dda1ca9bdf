/// The best paths through segments met before, with the running sums up to which each is proved to be the reference's: a
/// table of fixed size in which a newcomer takes the place of the one that was there.
struct UnigramPathCache {
  static let maximumNodes = 6
  /// Above this an id leaves no room for its length.
  private static let maximumID: Int32 = 1 << 28 - 1

  private var entries: [Entry]
  private let seed: UInt64
  private let shift: UInt64

  /// The key's top byte holds the length in its lower half and the count of pieces in its upper; 0 is a free entry.
  /// A piece is 32 bits, the id, plus one, in the upper 28 and its length in the lower 4.
  struct Entry {
    fileprivate var key = TokenKey(low: 0, high: 0)
    fileprivate var nodes: (UInt64, UInt64, UInt64) = (0, 0, 0)
    /// The running sum must be nearer to zero than this.
    var limit: Float = -1

    var count: Int { Int(truncatingIfNeeded: key.high &>> 60) }

    /// The piece at `index`.
    @inline(__always)
    func node(_ index: Int) -> PieceNode {
      let word = index < 2 ? nodes.0 : index < 4 ? nodes.1 : nodes.2
      let packed = UInt32(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: (index & 1) &* 32))
      return PieceNode(id: Int32(bitPattern: packed &>> 4) &- 1, length: Int32(bitPattern: packed & 15))
    }
  }

  /// - Parameter indexBits: The table has two to this power entries of 48 bytes; from 1 to 32.
  init(indexBits: Int) {
    entries = [Entry](repeating: Entry(), count: 1 << indexBits)
    seed = UInt64.random(in: .min ... .max)
    shift = UInt64(64 - indexBits)
  }

  /// Where the segment with this key is, or would be.
  @inline(__always)
  func index(of key: TokenKey) -> Int { Int(truncatingIfNeeded: key.hash(seed: seed) &>> shift) }

  /// Reads the entry at `index`, so that it is near when it is asked for.
  @inline(__always)
  func readAhead(at index: Int) -> UInt64 { entries[index].key.low }

  /// The entry at `index` when it is that of `key`.
  @inline(__always)
  func entry(at index: Int, for key: TokenKey) -> Entry? {
    let entry = entries[index]
    let isSame = entry.key.low == key.low && entry.key.high & (UInt64.max &>> 4) == key.high
    return isSame ? entry : nil
  }

  /// Keeps the path of `key`, unless it has too many pieces; then only that nothing is proved of it.
  mutating func insert(_ nodes: [PieceNode], limit: Float, for key: TokenKey, at index: Int) {
    var entry = Entry(key: key, limit: -1)
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
    entries[index] = entry
  }
}
