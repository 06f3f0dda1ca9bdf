/// How many tokens runs of 16 to 31 bytes have that were met before: a table of fixed size in which a newcomer takes the
/// place of the one that was there, for one worker.
final class LongCounts {
  /// The lengths of the runs that it holds.
  static let lengths = TokenKey.maximumInlineLength + 1...2 * TokenKey.maximumInlineLength + 1

  private struct Entry {
    /// The first 16 bytes.
    var first = TokenKey(low: 0, high: 0)
    /// The bytes after them with their count; nothing in a free entry.
    var rest = TokenKey(low: 0, high: 0)
    var count = 0
  }

  private let shift: UInt64
  private let memory: ZeroedMemory
  private let entries: UnsafeMutablePointer<Entry>
  private let seed = UInt64.random(in: .min ... .max)

  /// - Parameter indexBits: The table has two to this power entries of 40 bytes; from 9 to 24.
  init(indexBits: Int = 14) {
    shift = UInt64(64 - indexBits)
    // An entry of zeros is a free one.
    memory = ZeroedMemory(byteCount: MemoryLayout<Entry>.stride << indexBits)
    entries = memory.start.assumingMemoryBound(to: Entry.self)
  }

  /// Where a run is kept, and its bytes.
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
    return Place(index: Int(truncatingIfNeeded: hash &>> shift), first: first, rest: rest)
  }

  /// How many tokens the run has, or 0 when it is not there.
  func count(at place: Place) -> Int {
    let entry = entries[place.index]
    return entry.first == place.first && entry.rest == place.rest ? entry.count : 0
  }

  func insert(_ count: Int, at place: Place) {
    entries[place.index] = Entry(first: place.first, rest: place.rest, count: count)
  }
}
