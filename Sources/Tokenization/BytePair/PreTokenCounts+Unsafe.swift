import CTextScan
import Synchronization

/// How many tokens pre-tokens met before have: a table for pre-tokens of up to 15 bytes and 15 tokens, which all workers of a
/// tokenizer read and fill at the same time.
///
/// An entry is a pre-token's key with the count in the upper half of its top byte, and a cache line holds the four that
/// may be in the same place. An entry is written once: who finds a free one claims it by its upper word, still without a
/// count, writes the lower word, and then the upper one with the count. So who sees a count sees the key that it belongs
/// to. A full line takes no more; a table that had to turn down many is given up for another (`SharedPreTokenCounts`).
///
/// `@unchecked Sendable`: of its memory only atomic words are read and written, and the rest does not change.
final class PreTokenCounts: @unchecked Sendable {
  static let maximumCount = 15
  static let entriesInLine = 4

  private typealias Word = Atomic<UInt64>

  private static let keyMask = UInt64.max &>> 4

  let lineBits: Int
  private let words: UnsafeMutablePointer<Word>
  private let memory: ZeroedMemory
  private let seed = UInt64.random(in: .min ... .max)
  private let shift: UInt64
  /// How often a full line turned an entry down.
  private let refusals = Atomic(0)

  /// - Parameter lineBits: The table has two to this power lines of 64 bytes; from 1 to 24.
  init(lineBits: Int) {
    self.lineBits = lineBits
    memory = ZeroedMemory(byteCount: 64 << max(lineBits, 6))
    // Zeros are atomic words of zero.
    words = memory.start.assumingMemoryBound(to: Word.self)
    shift = UInt64(64 - lineBits)
  }

  /// How often a full line turned an entry down.
  var refusalCount: Int { refusals.load(ordering: .relaxed) }

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
  private static func count(_ entry: UnsafeMutablePointer<Word>, _ key: TokenKey) -> UInt64 {
    let high = entry[1].load(ordering: .acquiring)
    let difference = (entry[0].load(ordering: .relaxed) ^ key.low) | ((high ^ key.high) & keyMask)
    return difference == 0 ? high &>> 60 : 0
  }

  /// Keeps the count of `key`, unless it is too large or the line is full.
  func insert(_ count: Int, for key: TokenKey, in line: Int) {
    guard count > 0, count <= Self.maximumCount else { return }
    for place in 0..<Self.entriesInLine {
      let entry = words + line + place * 2
      if entry[1].load(ordering: .relaxed) == 0,
        entry[1].compareExchange(expected: 0, desired: key.high, ordering: .relaxed).exchanged
      {
        entry[0].store(key.low, ordering: .relaxed)
        entry[1].store(key.high | UInt64(truncatingIfNeeded: count) &<< 60, ordering: .releasing)
        return
      }
      // Another worker was faster.
      if Self.count(entry, key) > 0 { return }
    }
    refusals.wrappingAdd(1, ordering: .relaxed)
  }

  /// Puts the entries of this table into another.
  func copy(to other: PreTokenCounts) {
    for entry in 0..<Self.entriesInLine << lineBits {
      let high = words[entry * 2 + 1].load(ordering: .acquiring)
      let count = Int(truncatingIfNeeded: high &>> 60)
      if count == 0 { continue }
      let key = TokenKey(low: words[entry * 2].load(ordering: .relaxed), high: high & Self.keyMask)
      other.insert(count, for: key, in: other.line(of: key))
    }
  }
}
