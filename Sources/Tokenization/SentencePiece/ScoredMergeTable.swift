import Diagnostics

/// The merges of a SentencePiece BPE model: for two neighbouring symbols the piece that their texts make together, and
/// how early it is made.
///
/// A symbol is a piece, by its id, or a character that is part of pieces but none itself, by a number above all ids;
/// -1 is a character of no piece.
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

  let inventory: PieceInventory
  /// For each symbol how many bytes it has.
  private(set) var lengths: [Int32]
  /// For each byte of ASCII its symbol, or -1.
  private(set) var asciiSymbols = [Int32](repeating: -1, count: 128)
  /// The other characters that are no pieces.
  private var others: [UInt32: Int32] = [:]
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
  private var shift: UInt64
  private var count = 0
  /// Whether some pieces that merges make are unused, and so are taken apart again.
  private(set) var hasUnused = false
  /// Whether one of them can be made in two ways: then what it is taken apart into depends on the whole text.
  private(set) var hasAmbiguousUnused = false

  /// - Throws: `limits.exceeded` when the pieces and their characters do not fit the table.
  /// - Complexity: O(*n*) in the characters of all pieces.
  init(_ inventory: PieceInventory) throws {
    self.inventory = inventory
    multiplier = UInt64.random(in: .min ... .max) | 1
    var bits: UInt64 = 10
    while 1 << bits < inventory.kinds.count * 4 { bits += 1 }
    shift = 64 - bits
    slots = [UInt64](repeating: 0, count: 1 << bits)
    filter = [UInt64](repeating: 0, count: (1 << bits) / 8)
    ranks = Self.ranks(inventory)
    lengths = inventory.kinds.indices.map {
      inventory.table.contains(Int32(clamping: $0)) ? inventory.table.lengths[$0] : 0
    }
    for byte in 0..<UInt8(0x80) { asciiSymbols[Int(byte)] = symbol([byte]) }
    inventory.table.forEach { _, text in addSymbols(of: text) }
    guard lengths.count <= Self.maximumSymbolCount else {
      throw TrainPackError.limitExceeded(
        "pieces and other characters of a BPE vocabulary", value: Self.maximumSymbolCount, met: lengths.count, flag: nil
      )
    }
    inventory.table.forEach { id, text in addMerges(of: id, text) }
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

  /// Gives the characters of a piece that are no pieces symbols of their own.
  private mutating func addSymbols(of text: Span<UInt8>) {
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      let isKnown = scalar < 0x80 ? asciiSymbols[Int(scalar)] >= 0 : symbol(text, position, length) >= 0
      if length < text.count, !isKnown {
        let new = Int32(clamping: lengths.count)
        lengths.append(Int32(clamping: length))
        if scalar < 0x80 { asciiSymbols[Int(scalar)] = new } else { others[scalar] = new }
      }
      position += length
    }
  }

  private mutating func addMerges(of id: Int32, _ text: Span<UInt8>) {
    if inventory.kinds[Int(id)] == .userDefined { return }
    if text.count == 2, text[0] | text[1] < 0x80 { asciiPieces[Int(text[0]) << 7 | Int(text[1])] = id }
    var splitCount = 0
    var position = UTF8Text.scalar(at: 0, of: text).length
    while position < text.count {
      if let (left, right) = symbols(text, splitAt: position) {
        insert(left, right, id)
        splitCount += 1
      }
      position += UTF8Text.scalar(at: position, of: text).length
    }
    if inventory.kinds[Int(id)] == .unused, splitCount > 0 {
      hasUnused = true
      hasAmbiguousUnused = hasAmbiguousUnused || splitCount > 1
    }
  }

  /// A number that is lower for a higher score. As in the reference, a zero below zero is lower than zero.
  private static func key(of score: Float) -> UInt32 {
    let bits = score.bitPattern
    return bits >> 31 == 1 ? bits : ~(bits | 1 << 31)
  }

  private func symbol(_ text: [UInt8]) -> Int32 { symbol(text.span, 0, text.count) }

  /// The symbols of both parts of a text, where both are symbols.
  ///
  /// Most parts are none, which is quickly told of those that are no single character.
  @inline(__always)
  private func symbols(_ text: Span<UInt8>, splitAt place: Int) -> (Int32, Int32)? {
    let rest = text.count - place
    if max(place, rest) <= TokenKey.maximumInlineLength {
      let table = inventory.table
      let left = table.probe(TokenKey(text.bytes, start: 0, length: place))
      if !left.mayExist, place > 4 { return nil }
      let right = table.probe(TokenKey(text.bytes, start: place, length: rest))
      if !right.mayExist, rest > 4 { return nil }
    }
    let left = symbol(text, 0, place)
    if left < 0 { return nil }
    let right = symbol(text, place, rest)
    return right < 0 ? nil : (left, right)
  }

  /// The symbol of a run of bytes, or -1.
  private func symbol(_ text: Span<UInt8>, _ start: Int, _ length: Int) -> Int32 {
    let id = inventory.table.id(of: text.bytes, start: start, length: length)
    if id >= 0 || length > 4 { return id }
    let (first, firstLength) = UTF8Text.scalar(at: start, of: text)
    if firstLength != length { return -1 }
    return first < 0x80 ? asciiSymbols[Int(first)] : others[first] ?? -1
  }

  /// The symbol of the character of several bytes at `start`, or -1.
  @inline(__always)
  func symbol(ofCharacter text: Span<UInt8>, _ start: Int, _ length: Int) -> Int32 {
    let id = inventory.table.id(of: text.bytes, start: start, length: length)
    if id >= 0 || others.isEmpty { return id }
    return others[UTF8Text.scalar(at: start, of: text).0] ?? -1
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

  private mutating func insert(_ left: Int32, _ right: Int32, _ piece: Int32) {
    if count * 2 >= slots.count { grow() }
    place(Self.pair(left, right) << Self.symbolBits | UInt64(truncatingIfNeeded: piece))
    count += 1
  }

  private mutating func place(_ slot: UInt64) {
    let hash = hash(of: slot >> Self.symbolBits)
    let bit = hash >> (shift - 3)
    filter[Int(truncatingIfNeeded: bit >> 6)] |= 1 << (bit & 63)
    var index = Int(truncatingIfNeeded: hash >> shift)
    while slots[index] != 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = slot
  }

  private mutating func grow() {
    let old = slots
    shift -= 1
    slots = [UInt64](repeating: 0, count: old.count * 2)
    filter = [UInt64](repeating: 0, count: filter.count * 2)
    for slot in old where slot != 0 { place(slot) }
  }
}
