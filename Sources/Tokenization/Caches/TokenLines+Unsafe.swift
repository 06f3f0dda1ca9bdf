import CTextScan

/// The tokens of short texts met before, four at most of each: a table by key, for one worker.
///
/// Its size is fixed; who meets many texts changes it for a larger one between two runs. A cache line holds the two entries
/// that may be in the same place. The first to come stays, as texts that are met often are met early; the second is given up
/// for a newcomer.
final class TokenLines {
  static let maximumTokens = 4
  /// Above this an id, with one more, leaves no room for its length.
  static let maximumID: Int32 = 1 << 28 - 2

  /// A table of more than two to this power lines brings little.
  private static let maximumLineBits = 18

  private let memory: ZeroedMemory
  private let entries: UnsafeMutablePointer<Entry>
  private let seed: UInt64
  /// How far a hash is shifted to become the number of a line.
  private let shift: UInt64
  private let lineBits: Int
  /// How often an entry was given up for another.
  private var replacementCount = 0

  /// Half a cache line: what else is to be known of the tokens stands with them, so that a hit reads nothing else.
  ///
  /// The key's top byte holds the length of the text in its lower half and the count of tokens in its upper; 0 is a free
  /// entry. A token is 32 bits, the first in the lower half of the first word: its id and one more in the upper 28, so that
  /// the id -1 has room, and the count of its bytes in the lower 4.
  struct Entry {
    fileprivate var key: TokenKey
    fileprivate var firstTokens: UInt64 = 0
    fileprivate var lastTokens: UInt64 = 0

    @inline(__always)
    var count: Int { Int(truncatingIfNeeded: key.high &>> 60) }

    /// Calls `body` with the id of each token and the count of its bytes.
    @inline(__always)
    func forEach(_ body: (Int32, Int) -> Void) {
      var word = firstTokens
      for position in 0..<count {
        if position == 2 { word = lastTokens }
        let token = UInt32(truncatingIfNeeded: word)
        body(Int32(bitPattern: token &>> 4) &- 1, Int(token & 15))
        word &>>= 32
      }
    }

    @inline(__always)
    fileprivate func isOf(_ key: TokenKey) -> Bool {
      (self.key.low ^ key.low) | (self.key.high & (UInt64.max &>> 4) ^ key.high) == 0
    }
  }

  /// - Parameter lineBits: The table has two to this power lines of 64 bytes; from 6 to 24.
  convenience init(lineBits: Int = 15) {
    let limit = Self.byteCount(max(lineBits, Self.maximumLineBits))
    self.init(
      ZeroedMemory(byteCount: Self.byteCount(lineBits), limit: limit), lineBits: lineBits,
      seed: UInt64.random(in: .min ... .max))
  }

  private init(_ memory: ZeroedMemory, lineBits: Int, seed: UInt64) {
    self.memory = memory
    self.lineBits = lineBits
    self.seed = seed
    // An entry of zeros is a free one.
    entries = memory.start.assumingMemoryBound(to: Entry.self)
    shift = UInt64(64 - lineBits)
  }

  /// This table, or a larger one with its entries where many were given up for others; this one is of no use then.
  ///
  /// The seed stays, so a line's entries belong to two lines that are not before it: from the last line on, each moves in the
  /// memory that both tables have.
  var withRoom: TokenLines {
    let lineCount = 1 << lineBits
    if replacementCount < lineCount / 4 || lineBits >= Self.maximumLineBits { return self }
    memory.prepare(Self.byteCount(lineBits)..<Self.byteCount(lineBits + 1))
    let larger = TokenLines(memory, lineBits: lineBits + 1, seed: seed)
    let free = Entry(key: TokenKey(low: 0, high: 0))
    for index in stride(from: lineCount * 2 - 2, through: 0, by: -2) {
      let (first, second) = (entries[index], entries[index + 1])
      (entries[index], entries[index + 1]) = (free, free)
      larger.move(first)
      larger.move(second)
    }
    return larger
  }

  private static func byteCount(_ lineBits: Int) -> Int { 64 << lineBits }

  /// Puts an entry of a smaller table to its place.
  private func move(_ entry: Entry) {
    if entry.key.high == 0 { return }
    insert(entry, at: index(of: TokenKey(low: entry.key.low, high: entry.key.high & (UInt64.max >> 4))))
  }

  /// Where the text with this key is, or would be: the first entry of its line. Asks for its memory ahead of its use.
  @inline(__always)
  func index(of key: TokenKey) -> Int {
    let index = Int(truncatingIfNeeded: key.hash(seed: seed) &>> shift) &<< 1
    ctextscan_prefetch(entries + index)
    return index
  }

  /// The entry of `key`, whose line is at `index`; `nil` when it is not there.
  @inline(__always)
  func entry(at index: Int, for key: TokenKey) -> Entry? {
    if entries[index].isOf(key) { return entries[index] }
    if entries[index &+ 1].isOf(key) { return entries[index &+ 1] }
    return nil
  }

  /// Keeps the tokens of `key`, which is not there, unless an id has no room.
  ///
  /// - Parameters:
  ///   - count: At most `maximumTokens`.
  ///   - token: The id of each, -1 or more, and the count of its bytes, at most 15.
  @inline(__always)
  func insert(count: Int, for key: TokenKey, at index: Int, token: (Int) -> (id: Int32, length: Int32)) {
    let counted = TokenKey(low: key.low, high: key.high | UInt64(truncatingIfNeeded: count) &<< 60)
    var entry = Entry(key: counted)
    for position in 0..<count {
      let (id, length) = token(position)
      if id > Self.maximumID { return }
      let packed = UInt64(truncatingIfNeeded: id &+ 1) &<< 4 | UInt64(truncatingIfNeeded: length & 15)
      let shift = UInt64(truncatingIfNeeded: (position & 1) &* 32)
      if position < 2 { entry.firstTokens |= packed &<< shift } else { entry.lastTokens |= packed &<< shift }
    }
    insert(entry, at: index)
  }

  @inline(__always)
  private func insert(_ entry: Entry, at index: Int) {
    if entries[index].key.high == 0 {
      entries[index] = entry
      return
    }
    if entries[index &+ 1].key.high != 0 { replacementCount &+= 1 }
    entries[index &+ 1] = entry
  }
}
