import CTextScan

/// How many tokens pre-tokens met before have: a table for pre-tokens of up to 15 bytes and 15 tokens, for one worker.
///
/// Its size is fixed; who meets many pre-tokens changes it for a larger one between two texts. Most inputs are short, and
/// memory that nobody used before is dear.
///
/// An entry is a pre-token's key with the count in the upper half of its top byte, and a cache line holds the four that
/// may be in the same place; a newcomer to a full line takes the place of one of them in turn.
final class PreTokenCounts {
  static let maximumCount = 15

  private static let entriesInLine = 4
  private static let keyMask = UInt64.max &>> 4
  /// A table of more than two to this power lines brings little.
  private static let maximumLineBits = 17

  private let words: UnsafeMutablePointer<UInt64>
  private let memory: ZeroedMemory
  private let seed = UInt64.random(in: .min ... .max)
  private let shift: UInt64
  private let lineBits: Int
  /// Which entry of a full line is given up next.
  private var victim = 0
  /// How often an entry was put in.
  private var insertionCount = 0

  /// - Parameter lineBits: The table has two to this power lines of 64 bytes; from 1 to 24.
  init(lineBits: Int = 15) {
    self.lineBits = lineBits
    memory = ZeroedMemory(byteCount: 64 << max(lineBits, 6))
    words = memory.start.assumingMemoryBound(to: UInt64.self)
    shift = UInt64(64 - lineBits)
  }

  /// This table, or a larger one with its entries where so much was put in that entries still in use must have been given
  /// up for others.
  var withRoom: PreTokenCounts {
    let lineCount = 1 << lineBits
    if insertionCount < lineCount * Self.entriesInLine * 3 / 2 || lineBits >= Self.maximumLineBits { return self }
    let larger = PreTokenCounts(lineBits: lineBits + 1)
    for entry in 0..<lineCount * Self.entriesInLine {
      let (low, high) = (words[entry * 2], words[entry * 2 + 1])
      if high == 0 { continue }
      let key = TokenKey(low: low, high: high & Self.keyMask)
      larger.insert(Int(truncatingIfNeeded: high >> 60), for: key, in: larger.line(of: key))
    }
    larger.insertionCount = 0
    return larger
  }

  /// The line of a key, as the index of its first word.
  @inline(__always)
  func line(of key: TokenKey) -> Int { Int(truncatingIfNeeded: key.hash(seed: seed) &>> shift) &<< 3 }

  /// Asks for a line ahead of its use.
  @inline(__always)
  func prefetch(_ line: Int) { ctextscan_prefetch(words + line) }

  /// The count of `key`, which belongs to `line`; 0 when it is not there.
  @inline(__always)
  func count(of key: TokenKey, in line: Int) -> Int {
    let entries = words + line
    // All four are compared without a branch: which one it is cannot be foreseen.
    let first = Self.count(entries, key)
    let second = Self.count(entries + 2, key)
    let third = Self.count(entries + 4, key)
    let fourth = Self.count(entries + 6, key)
    return Int(truncatingIfNeeded: first | second | third | fourth)
  }

  @inline(__always)
  private static func count(_ entry: UnsafeMutablePointer<UInt64>, _ key: TokenKey) -> UInt64 {
    let difference = (entry[0] ^ key.low) | ((entry[1] ^ key.high) & keyMask)
    return difference == 0 ? entry[1] &>> 60 : 0
  }

  /// Keeps the count of `key`, unless it is too large.
  func insert(_ count: Int, for key: TokenKey, in line: Int) {
    guard count > 0, count <= Self.maximumCount else { return }
    let entries = words + line
    var place = 0
    while place < Self.entriesInLine, entries[place &* 2 &+ 1] != 0 { place &+= 1 }
    if place == Self.entriesInLine {
      place = victim
      victim = (victim &+ 1) & (Self.entriesInLine &- 1)
    }
    insertionCount &+= 1
    entries[place &* 2] = key.low
    entries[place &* 2 &+ 1] = key.high | UInt64(truncatingIfNeeded: count) &<< 60
  }
}
