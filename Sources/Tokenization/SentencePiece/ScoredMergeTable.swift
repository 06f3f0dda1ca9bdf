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

  private struct Slot: Sendable {
    /// Both symbols; -1 in both: the slot is free.
    var left: Int32
    var right: Int32
    var merge: Merge
  }

  let inventory: PieceInventory
  /// For each symbol how many bytes it has.
  private(set) var lengths: [Int32]
  /// For each byte of ASCII its symbol, or -1.
  private(set) var asciiSymbols = [Int32](repeating: -1, count: 128)
  /// The other characters that are no pieces.
  private var others: [UInt32: Int32] = [:]
  private var slots: [Slot]
  private let multiplier: UInt64
  private var shift: UInt64
  private var count = 0
  /// Whether some pieces that merges make are unused, and so are taken apart again.
  private(set) var hasUnused = false
  /// Whether one of them can be made in two ways: then what it is taken apart into depends on the whole text.
  private(set) var hasAmbiguousUnused = false

  /// - Complexity: O(*n*) in the characters of all pieces.
  init(_ inventory: PieceInventory) {
    self.inventory = inventory
    multiplier = UInt64.random(in: .min ... .max) | 1
    var bits: UInt64 = 10
    while 1 << bits < inventory.kinds.count * 6 { bits += 1 }
    shift = 64 - bits
    slots = [Slot](repeating: Slot(left: -1, right: -1, merge: .none), count: 1 << bits)
    lengths = inventory.kinds.indices.map { inventory.table.contains(Int32(clamping: $0)) ? inventory.table.lengths[$0] : 0 }
    for byte in 0..<UInt8(0x80) { asciiSymbols[Int(byte)] = symbol([byte]) }
    for id in inventory.kinds.indices { addSymbols(of: Int32(clamping: id)) }
    for id in inventory.kinds.indices { addMerges(of: Int32(clamping: id)) }
  }

  /// Gives the characters of a piece that are no pieces symbols of their own.
  private mutating func addSymbols(of id: Int32) {
    guard let text = inventory.table.bytes(of: id).map(Array.init) else { return }
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text.span)
      if length < text.count, symbol(text.span, position, length, scalar) < 0 {
        let new = Int32(clamping: lengths.count)
        lengths.append(Int32(clamping: length))
        if scalar < 0x80 { asciiSymbols[Int(scalar)] = new } else { others[scalar] = new }
      }
      position += length
    }
  }

  private mutating func addMerges(of id: Int32) {
    guard inventory.kinds[Int(id)] != .userDefined, let text = inventory.table.bytes(of: id).map(Array.init) else {
      return
    }
    let span = text.span
    let score = inventory.scores[Int(id)]
    var splitCount = 0
    var position = UTF8Text.scalar(at: 0, of: span).length
    while position < text.count {
      let left = symbol(span, 0, position, nil)
      if left >= 0 {
        let right = symbol(span, position, text.count - position, nil)
        if right >= 0 {
          insert(left, right, Merge(rank: Self.rank(of: score), id: id))
          splitCount += 1
        }
      }
      position += UTF8Text.scalar(at: position, of: span).length
    }
    if inventory.kinds[Int(id)] == .unused, splitCount > 0 {
      hasUnused = true
      hasAmbiguousUnused = hasAmbiguousUnused || splitCount > 1
    }
  }

  /// A number that is lower for a higher score. As in the reference, a zero below zero is lower than zero.
  private static func rank(of score: Float) -> UInt32 {
    let bits = score.bitPattern
    return bits >> 31 == 1 ? bits : ~(bits | 1 << 31)
  }

  private func symbol(_ text: [UInt8]) -> Int32 { symbol(text.span, 0, text.count, nil) }

  /// The symbol of a run of bytes, or -1.
  private func symbol(_ text: Span<UInt8>, _ start: Int, _ length: Int, _ scalar: UInt32?) -> Int32 {
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
  func merge(_ left: Int32, _ right: Int32) -> Merge {
    if left | right < 0 { return .none }
    var index = index(of: left, right)
    while true {
      let slot = slots[index]
      if slot.left == left, slot.right == right { return slot.merge }
      if slot.left < 0 { return .none }
      index = (index &+ 1) & (slots.count &- 1)
    }
  }

  @inline(__always)
  private func index(of left: Int32, _ right: Int32) -> Int {
    let pair = UInt64(UInt32(bitPattern: left)) &<< 32 | UInt64(UInt32(bitPattern: right))
    let product = pair &* multiplier
    return Int(truncatingIfNeeded: ((product ^ (product &>> 32)) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  private mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
    if count * 2 >= slots.count { grow() }
    place(Slot(left: left, right: right, merge: merge))
    count += 1
  }

  private mutating func place(_ slot: Slot) {
    var index = index(of: slot.left, slot.right)
    while slots[index].left >= 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = slot
  }

  private mutating func grow() {
    let old = slots
    shift -= 1
    slots = [Slot](repeating: Slot(left: -1, right: -1, merge: .none), count: old.count * 2)
    for slot in old where slot.left >= 0 { place(slot) }
  }
}
