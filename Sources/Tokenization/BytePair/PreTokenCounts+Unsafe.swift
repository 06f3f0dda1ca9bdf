import CTextScan
import Synchronization

/// How many tokens pre-tokens met before have: a table for pre-tokens of up to 15 bytes and 15 tokens, which all workers of a
/// tokenizer read and fill at the same time. Each has an object of its own for it: to count references to one object would
/// make them wait for each other.
///
/// An entry is a pre-token's key, its lower word inverted, with the count in the upper half of its top byte, and a cache line
/// holds the four that may be in the same place. A full line takes no more; a table that had to turn down many is given up for another
/// (`SharedPreTokenCounts`).
///
/// `@unchecked Sendable`: an entry is written once, word by word and each at once, by the one who claims it by its upper word.
/// It is read meanwhile as plain memory, four entries by a few wide instructions, and whatever the reader sees of a new one
/// is right: the upper word has the key's count or zero, which is none, and the lower one is the key's or zero, which is
/// nobody's, as it is inverted and eight bytes 255 are in no text. So the order in which the words come to be seen makes no
/// difference, nor does reading one again.
final class PreTokenCounts: @unchecked Sendable {
  static let maximumCount = 15
  static let entriesInLine = 4

  private static let keyMask = UInt64.max &>> 4

  let lineBits: Int
  /// Each is only written as an atomic one, of `atomics`.
  private let words: UnsafePointer<UInt64>
  private let atomics: UnsafeMutablePointer<Atomic<UInt64>>
  private let memory: ZeroedMemory
  private let seed: UInt64
  private let shift: UInt64

  /// - Parameters:
  ///   - lineBits: The table has two to this power lines of 64 bytes; from 1 to 24.
  ///   - seed: What decides which line a key belongs to.
  convenience init(lineBits: Int, seed: UInt64 = .random(in: .min ... .max)) {
    // The lines, and how many entries they turned down.
    let memory = ZeroedMemory(byteCount: 64 << max(lineBits, 6) + 4096)
    self.init(memory, lineBits: lineBits, seed: seed)
  }

  private init(_ memory: ZeroedMemory, lineBits: Int, seed: UInt64) {
    self.memory = memory
    self.lineBits = lineBits
    self.seed = seed
    words = UnsafePointer(memory.start.assumingMemoryBound(to: UInt64.self))
    // Zeros are atomic words of zero.
    atomics = memory.start.assumingMemoryBound(to: Atomic<UInt64>.self)
    shift = UInt64(64 - lineBits)
  }

  /// The same table, for another worker.
  var forWorker: PreTokenCounts { PreTokenCounts(memory, lineBits: lineBits, seed: seed) }

  /// Whether it is the same table.
  func isSame(as other: PreTokenCounts) -> Bool { words == other.words }

  /// How often a full line turned an entry down.
  var refusalCount: Int { Int(truncatingIfNeeded: refusals.pointee.load(ordering: .relaxed)) }

  /// The word after the lines.
  private var refusals: UnsafeMutablePointer<Atomic<UInt64>> { atomics + 8 << lineBits }

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
    let low = ~key.low
    // All four are compared without a branch: which one it is cannot be foreseen.
    let first = Self.count(entries, low, key.high)
    let second = Self.count(entries + 2, low, key.high)
    let third = Self.count(entries + 4, low, key.high)
    let fourth = Self.count(entries + 6, low, key.high)
    return Int(truncatingIfNeeded: first | second | third | fourth)
  }

  @inline(__always)
  private static func count(_ entry: UnsafePointer<UInt64>, _ low: UInt64, _ high: UInt64) -> UInt64 {
    let difference = (entry[0] ^ low) | ((entry[1] ^ high) & keyMask)
    return difference == 0 ? entry[1] &>> 60 : 0
  }

  /// Keeps the count of `key`, unless it is too large or the line is full.
  func insert(_ count: Int, for key: TokenKey, in line: Int) {
    let low = ~key.low
    guard count > 0, count <= Self.maximumCount, low != 0 else { return }
    for place in 0..<Self.entriesInLine {
      let entry = atomics + line + place * 2
      if entry[1].load(ordering: .relaxed) == 0,
        entry[1].compareExchange(expected: 0, desired: key.high, ordering: .relaxed).exchanged
      {
        entry[0].store(low, ordering: .relaxed)
        entry[1].store(key.high | UInt64(truncatingIfNeeded: count) &<< 60, ordering: .relaxed)
        return
      }
      // Another worker was faster.
      if Self.count(words + line + place * 2, low, key.high) > 0 { return }
    }
    refusals.pointee.wrappingAdd(1, ordering: .relaxed)
  }

  /// A table of more lines with the entries of this one. The seed stays: a line's entries belong to lines beside each other,
  /// so that both tables are walked through in order, and each entry finds room.
  func enlarged(lineBits: Int) -> PreTokenCounts {
    let larger = PreTokenCounts(lineBits: lineBits, seed: seed)
    for entry in 0..<Self.entriesInLine << self.lineBits {
      let low = atomics[entry * 2].load(ordering: .relaxed)
      let high = atomics[entry * 2 + 1].load(ordering: .relaxed)
      let count = Int(truncatingIfNeeded: high &>> 60)
      if count == 0 || low == 0 { continue }
      let key = TokenKey(low: ~low, high: high & Self.keyMask)
      larger.insert(count, for: key, in: larger.line(of: key))
    }
    return larger
  }
}
