/// How many pieces segments of 16 to 31 bytes have that were met before: a table of fixed size in which a newcomer takes
/// the place of the one that was there, for one worker.
final class LongSegmentCounts {
  /// The lengths of the segments that it holds.
  static let lengths = TokenKey.maximumInlineLength + 1...2 * TokenKey.maximumInlineLength + 1

  private struct Entry {
    /// The first 16 bytes.
    var first = TokenKey(low: 0, high: 0)
    /// The bytes after them with their count; nothing in a free entry.
    var rest = TokenKey(low: 0, high: 0)
    var count = 0
  }

  private static let indexBits: UInt64 = 14
  private static let byteCount = MemoryLayout<Entry>.stride << indexBits
  private let entries: UnsafeMutablePointer<Entry>
  private let seed = UInt64.random(in: .min ... .max)

  init() {
    // An entry of zeros is a free one.
    entries = ZeroedMemory.allocate(Self.byteCount).assumingMemoryBound(to: Entry.self)
  }

  deinit { ZeroedMemory.free(entries, Self.byteCount) }

  /// Where a segment is kept, and its bytes.
  struct Place {
    fileprivate var index: Int
    fileprivate var first: TokenKey
    fileprivate var rest: TokenKey
  }

  /// The place of `text[start..<end]`, whose length is one of `lengths`.
  func place(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Place {
    let bytes = text.bytes
    let first = TokenKey(
      low: bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self),
      high: bytes.unsafeLoadUnaligned(fromByteOffset: start &+ 8, as: UInt64.self))
    var rest = TokenKey(low: 0, high: 1 << 63)
    if end &- start > 16 { rest = TokenKey(bytes, start: start &+ 16, length: end &- start &- 16) }
    let hash = rest.hash(seed: first.hash(seed: seed))
    return Place(index: Int(truncatingIfNeeded: hash &>> (64 &- Self.indexBits)), first: first, rest: rest)
  }

  /// How many pieces the segment has, or 0 when it is not there.
  func count(at place: Place) -> Int {
    let entry = entries[place.index]
    return entry.first == place.first && entry.rest == place.rest ? entry.count : 0
  }

  func insert(_ count: Int, at place: Place) {
    entries[place.index] = Entry(first: place.first, rest: place.rest, count: count)
  }
}
