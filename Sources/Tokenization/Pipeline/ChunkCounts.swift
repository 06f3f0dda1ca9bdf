/// How many tokens chunks have that were met before: tables of fixed size in which a newcomer takes the place of the one
/// that was there. They hold chunks of up to 31 bytes.
struct ChunkCounts {
  /// Those of up to 15 bytes, with the count in the upper half of the key's top byte; 0 is a free entry.
  private var short: [TokenKey]
  private var long: [LongEntry]
  private let seed: UInt64
  private let shortShift: UInt64
  private let longShift: UInt64

  static let maximumLength = PieceKey.maximumLength
  private static let maximumShortCount = 15

  private struct LongEntry {
    var key: PieceKey
    var count: Int
  }

  /// - Parameter indexBits: The tables have two to this power entries; from 2 to 32.
  init(indexBits: Int) {
    short = [TokenKey](repeating: TokenKey(low: 0, high: 0), count: 1 << indexBits)
    long = [LongEntry](repeating: LongEntry(key: .none, count: 0), count: 1 << (indexBits - 1))
    seed = UInt64.random(in: .min ... .max)
    shortShift = UInt64(64 - indexBits)
    longShift = UInt64(65 - indexBits)
  }

  /// Where a chunk of up to 15 bytes with this key is, or would be.
  @inline(__always)
  func index(of key: TokenKey) -> Int { Int(truncatingIfNeeded: key.hash(seed: seed) &>> shortShift) }

  /// Reads the entry at `index`, so that it is near when it is asked for.
  @inline(__always)
  func readAhead(at index: Int) -> UInt64 { short[index].low }

  /// How many tokens the chunk with this key has; -1 when it is not known.
  @inline(__always)
  func count(of key: TokenKey, at index: Int) -> Int {
    let entry = short[index]
    let isSame = entry.low == key.low && entry.high & (UInt64.max &>> 4) == key.high
    return isSame ? Int(truncatingIfNeeded: entry.high &>> 60) : -1
  }

  /// How many tokens `text[start..<end]` has, at most 31 bytes; -1 when it is not known.
  @inline(__always)
  func count(of text: RawSpan, _ start: Int, _ end: Int) -> Int {
    let length = end &- start
    if length <= TokenKey.maximumInlineLength {
      let key = TokenKey(text, start: start, length: length)
      return count(of: key, at: index(of: key))
    }
    let key = PieceKey(text, start: start, length: length)
    let index = Int(truncatingIfNeeded: key.hash(seed: seed) &>> longShift)
    return long[index].key == key ? long[index].count : -1
  }

  mutating func insert(_ count: Int, of text: RawSpan, _ start: Int, _ end: Int) {
    let length = end - start
    if length <= TokenKey.maximumInlineLength {
      guard count <= Self.maximumShortCount else { return }
      let key = TokenKey(text, start: start, length: length)
      short[index(of: key)] = TokenKey(
        low: key.low, high: key.high | UInt64(count) << 60)
    } else {
      let key = PieceKey(text, start: start, length: length)
      long[Int(truncatingIfNeeded: key.hash(seed: seed) >> longShift)] = LongEntry(key: key, count: count)
    }
  }
}
