import CTextScan

/// The pieces of segments met before: a table of fixed size in which a newcomer takes the place of the one that was
/// there, for one worker. It holds segments of up to 15 bytes and four pieces, which are nearly all.
final class SegmentCache {
  static let maximumNodes = 4
  /// Above this an id leaves no room for its length.
  private static let maximumID: Int32 = 1 << 28 - 1
  private static let indexBits: UInt64 = 17
  private static let byteCount = MemoryLayout<Entry>.stride << indexBits

  private let memory = ZeroedMemory(byteCount: byteCount)
  private let entries: UnsafeMutablePointer<Entry>
  private let seed = UInt64.random(in: .min ... .max)

  /// Half a cache line.
  ///
  /// The key's top byte holds the length in its lower half and the count of pieces in its upper; 0 is a free entry.
  /// A piece is 32 bits, the id in the upper 28 and its length in the lower 4.
  struct Entry {
    fileprivate var key: TokenKey
    fileprivate var firstNodes: UInt64
    fileprivate var lastNodes: UInt64

    /// Gives the pieces of `text` from `start` on to `sink`.
    @inline(__always)
    func give<Sink: PieceSink>(
      _ text: Span<UInt8>, _ start: Int, unknown: borrowing UnknownCharacters, to sink: inout Sink
    ) {
      let count = Int(truncatingIfNeeded: key.high &>> 60)
      var word = firstNodes
      var position = start
      for index in 0..<count {
        if index == 2 { word = lastNodes }
        let node = UInt32(truncatingIfNeeded: word)
        let id = Int32(bitPattern: node &>> 4) &- 1
        let length = Int(node & 15)
        if id == unknown.id {
          unknown.give(text, position, position &+ length, to: &sink)
        } else {
          sink.add(id, length: length)
        }
        position &+= length
        word &>>= 32
      }
    }
  }

  init() {
    // An entry of zeros is a free one.
    entries = memory.start.assumingMemoryBound(to: Entry.self)
  }

  /// Where the segment with this key is, or would be; asks for its memory ahead of its use.
  @inline(__always)
  func index(of key: TokenKey) -> Int {
    let index = Int(truncatingIfNeeded: key.hash(seed: seed) &>> (64 &- Self.indexBits))
    ctextscan_prefetch(entries + index)
    return index
  }

  /// The entry at `index` when it is that of `key`.
  @inline(__always)
  func entry(at index: Int, for key: TokenKey) -> Entry? {
    let entry = entries[index]
    let isSame = entry.key.low == key.low && entry.key.high & (UInt64.max &>> 4) == key.high
    return isSame ? entry : nil
  }

  /// Keeps the pieces of `key`, unless they are too many.
  func insert(_ nodes: [PieceNode], for key: TokenKey, at index: Int) {
    if nodes.count > Self.maximumNodes { return }
    var words: (UInt64, UInt64) = (0, 0)
    for position in 0..<nodes.count {
      let node = nodes[position]
      // The unknown piece of a model that has none is -1.
      if node.id >= Self.maximumID { return }
      let packed = UInt64(truncatingIfNeeded: node.id &+ 1) &<< 4 | UInt64(truncatingIfNeeded: node.length & 15)
      let shift = UInt64(truncatingIfNeeded: (position & 1) &* 32)
      if position < 2 { words.0 |= packed &<< shift } else { words.1 |= packed &<< shift }
    }
    let counted = TokenKey(low: key.low, high: key.high | UInt64(truncatingIfNeeded: nodes.count) &<< 60)
    entries[index] = Entry(key: counted, firstNodes: words.0, lastNodes: words.1)
  }
}
