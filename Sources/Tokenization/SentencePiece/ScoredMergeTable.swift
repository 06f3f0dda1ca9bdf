import Diagnostics

/// The merges of a SentencePiece BPE model: for two neighbouring symbols the piece that their texts make together, and
/// how early it is made.
///
/// - Source: `Model::SampleEncode` of sentencepiece's `bpe_model.cc`.
struct ScoredMergeTable: Sendable {
  struct Merge: Sendable {
    /// The lowest is made first: the bits of the score so that a higher score has a lower rank.
    var rank: UInt32
    /// The piece, or -1: the two make none.
    var id: Int32

    static let none = Merge(rank: .max, id: -1)
  }

  let symbols: PieceSymbols
  /// By open addressing for each pair both symbols and the piece that they make, 21 bits each; 0 is a free place.
  private var slots: [UInt64]
  /// A bit for each value of the upper bits of a pair's hash, set where a pair in the table has it. Most pairs that are
  /// asked for make no piece, and this says so of nearly all of them from a block that stays in the processor's cache.
  private var filter: [UInt64]
  /// For each two characters of ASCII the piece that they make, or -1; the first in the upper seven bits of the index.
  private var asciiPieces = [Int32](repeating: -1, count: 1 << 14)
  /// For each piece its rank; empty where the ids are in the order of the ranks, and so can be the ranks.
  private let ranks: [UInt32]
  private let multiplier: UInt64
  private let shift: UInt64
  /// Whether some pieces that merges make are unused, and so are taken apart again.
  let hasUnused: Bool
  /// Whether one of them can be made in two ways: then what it is taken apart into depends on the whole text.
  let hasAmbiguousUnused: Bool

  /// - Throws: `limits.exceeded` when the pieces and their characters do not fit the table.
  /// - Complexity: O(*n*) in the characters of all pieces.
  init(_ inventory: PieceInventory) throws {
    symbols = PieceSymbols(inventory)
    guard symbols.lengths.count <= Self.maximumSymbolCount else {
      throw TrainPackError.limitExceeded(
        "pieces and other characters of a BPE vocabulary", value: Self.maximumSymbolCount, met: symbols.lengths.count,
        flag: nil)
    }
    let splits = Splits(of: symbols)
    hasUnused = splits.hasUnused
    hasAmbiguousUnused = splits.hasAmbiguousUnused
    ranks = Self.ranks(inventory)
    multiplier = UInt64.random(in: .min ... .max) | 1
    var bits: UInt64 = 10
    while 1 << bits < splits.slots.count * 2 { bits += 1 }
    shift = 64 - bits
    slots = [UInt64](repeating: 0, count: 1 << bits)
    filter = [UInt64](repeating: 0, count: (1 << bits) / 8)
    for slot in splits.slots { place(slot) }
    for (index, piece) in splits.asciiPieces { asciiPieces[index] = piece }
  }

  /// The ways in which merges make the pieces.
  private struct Splits {
    /// Both symbols and the piece, as the table has them.
    var slots: [UInt64] = []
    /// The pieces of two characters of ASCII, by these.
    var asciiPieces: [(Int, Int32)] = []
    var hasUnused = false
    var hasAmbiguousUnused = false

    init(of symbols: PieceSymbols) {
      symbols.inventory.table.forEach { id, text in add(id, text, symbols) }
    }

    private mutating func add(_ id: Int32, _ text: Span<UInt8>, _ symbols: PieceSymbols) {
      let kind = symbols.inventory.kinds[Int(id)]
      if kind == .userDefined { return }
      if text.count == 2, text[0] | text[1] < 0x80 { asciiPieces.append((Int(text[0]) << 7 | Int(text[1]), id)) }
      let count = slots.count
      var position = UTF8Text.scalar(at: 0, of: text).length
      while position < text.count {
        if let (left, right) = symbols.split(text, at: position) {
          slots.append(pair(left, right) << symbolBits | UInt64(truncatingIfNeeded: id))
        }
        position += UTF8Text.scalar(at: position, of: text).length
      }
      if kind == .unused, slots.count > count {
        hasUnused = true
        hasAmbiguousUnused = hasAmbiguousUnused || slots.count > count + 1
      }
    }
  }

  private static let symbolBits: UInt64 = 21
  /// Symbols are below this.
  private static let maximumSymbolCount = 1 << symbolBits
  private static let symbolMask: UInt64 = 1 << symbolBits - 1

  /// The places of the pieces' scores among all scores, the highest first; equal scores have one place.
  private static func ranks(_ inventory: PieceInventory) -> [UInt32] {
    let keys = inventory.scores.map(key)
    var last: UInt32?
    for id in keys.indices where inventory.table.contains(Int32(clamping: id)) && inventory.kinds[id] != .userDefined {
      if let last, last >= keys[id] {
        let sorted = keys.indices.sorted { keys[$0] < keys[$1] }
        var ranks = [UInt32](repeating: 0, count: keys.count)
        for place in sorted.indices.dropFirst() {
          let (before, id) = (sorted[place - 1], sorted[place])
          ranks[id] = ranks[before] + (keys[before] == keys[id] ? 0 : 1)
        }
        return ranks
      }
      last = keys[id]
    }
    return []
  }

  /// A number that is lower for a higher score. As in the reference, a zero below zero is lower than zero.
  private static func key(of score: Float) -> UInt32 {
    let bits = score.bitPattern
    return bits >> 31 == 1 ? bits : ~(bits | 1 << 31)
  }

  /// What two neighbours make.
  @inline(__always)
  func merge(_ left: Int32, _ right: Int32) -> Merge { merge(piece(left, right)) }

  /// What two neighbours make that are characters of ASCII.
  @inline(__always)
  func merge(ofASCII first: UInt8, _ second: UInt8) -> Merge {
    merge(asciiPieces[Int(first & 0x7F) &<< 7 | Int(second & 0x7F)])
  }

  @inline(__always)
  private func merge(_ piece: Int32) -> Merge {
    if piece < 0 { return .none }
    return Merge(rank: rank(of: piece), id: piece)
  }

  /// The rank of a piece; below the count of pieces.
  @inline(__always)
  func rank(of piece: Int32) -> UInt32 { ranks.isEmpty ? UInt32(bitPattern: piece) : ranks[Int(piece)] }

  /// The piece that two symbols make, or -1.
  @inline(__always)
  private func piece(_ left: Int32, _ right: Int32) -> Int32 {
    if left | right < 0 { return -1 }
    let pair = Self.pair(left, right)
    let hash = hash(of: pair)
    let bit = hash &>> (shift &- 3)
    if filter[Int(truncatingIfNeeded: bit &>> 6)] &>> (bit & 63) & 1 == 0 { return -1 }
    let slots = slots.span
    var index = Int(truncatingIfNeeded: hash &>> shift)
    while true {
      let slot = slots[index]
      if slot == 0 { return -1 }
      if slot &>> Self.symbolBits == pair { return Int32(truncatingIfNeeded: slot & Self.symbolMask) }
      index = (index &+ 1) & (slots.count &- 1)
    }
  }

  @inline(__always)
  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(truncatingIfNeeded: left) &<< symbolBits | UInt64(truncatingIfNeeded: right)
  }

  @inline(__always)
  private func hash(of pair: UInt64) -> UInt64 {
    let product = pair &* multiplier
    return (product ^ (product &>> 32)) &* 0x9E37_79B9_7F4A_7C15
  }

  private mutating func place(_ slot: UInt64) {
    let hash = hash(of: slot >> Self.symbolBits)
    let bit = hash >> (shift - 3)
    filter[Int(truncatingIfNeeded: bit >> 6)] |= 1 << (bit & 63)
    var index = Int(truncatingIfNeeded: hash >> shift)
    while slots[index] != 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = slot
  }
}
