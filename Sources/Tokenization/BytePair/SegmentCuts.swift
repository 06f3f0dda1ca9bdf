/// Where a pre-token can be cut without changing its tokens: between two characters that no token of the vocabulary
/// holds side by side. Every merge makes a token, so none reaches across, and the merges on one side do not wait for those
/// on the other.
///
/// A token may begin or end within a character; such a part counts as each character that it may be a part of. The pairs
/// stand in a filter that says of some pairs that they may be in a token though none has them, and of none that has that
/// it has not: a wrong answer costs a cut, never a token.
struct SegmentCuts: Sendable {
  private static let bitCountExponent: UInt64 = 20

  /// For each two characters of ASCII whether some token holds them; the first in the upper seven bits of the index.
  private var ascii = [Bool](repeating: false, count: 1 << 14)
  /// The other pairs.
  private var filter = [UInt64](repeating: 0, count: 1 << Int(bitCountExponent - 6))
  /// The bytes that are the last of a part of a character with which a token begins, before another character.
  private var endsPart = [Bool](repeating: false, count: 256)
  /// The bytes that are the first of a part of a character with which a token ends, after another character.
  private var beginsPart = [Bool](repeating: false, count: 256)

  /// The same cuts in memory of their own, for one worker.
  var copied: SegmentCuts {
    var copy = self
    copy.ascii = ascii.copied
    copy.filter = filter.copied
    copy.endsPart = endsPart.copied
    copy.beginsPart = beginsPart.copied
    return copy
  }

  init(_ table: TokenTable) {
    table.forEach { _, token in
      if token.count > 1 { insert(token) }
    }
  }

  /// A character, or the byte that says which it may be; the kinds do not overlap.
  private static let lastByte: UInt32 = 1 << 24
  private static let firstByte: UInt32 = 1 << 25

  private mutating func insert(_ token: Span<UInt8>) {
    var position = 0
    // What the part of the token before the place at hand ends with, and whether it is there.
    var left: UInt32 = 0
    while position < token.count, UTF8Text.isContinuation(token[position]) {
      left = Self.lastByte | UInt32(token[position])
      position &+= 1
    }
    var hasLeft = position > 0
    if !hasLeft, token[0] < 0x80 {
      position = insertASCII(token)
      if position == token.count { return }
      left = UInt32(token[position &- 1])
      hasLeft = true
    }
    while position < token.count {
      let first = token[position]
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      let isWhole = isWhole(token, position, length)
      let right = isWhole ? UTF8Text.scalar(at: position, of: token).0 : Self.firstByte | UInt32(first)
      if hasLeft {
        insert(left, right)
        if left & Self.lastByte != 0 { endsPart[Int(left & 0xFF)] = true }
        if !isWhole { beginsPart[Int(first)] = true }
      }
      if !isWhole { break }
      left = right
      hasLeft = true
      position &+= length
      // Bytes that continue nothing make a token that no text of whole characters comes to beyond here.
      if position < token.count, UTF8Text.isContinuation(token[position]) { break }
    }
  }

  /// Adds the pairs of the characters of ASCII that a token begins with; returns how many characters those are.
  private mutating func insertASCII(_ token: Span<UInt8>) -> Int {
    var ascii = ascii.mutableSpan
    var previous = token[0]
    for position in 1..<token.count {
      let next = token[position]
      if next >= 0x80 { return position }
      ascii[Int(previous) &<< 7 | Int(next)] = true
      previous = next
    }
    return token.count
  }

  /// Whether the token has all bytes of the character at `position`.
  private func isWhole(_ token: Span<UInt8>, _ position: Int, _ length: Int) -> Bool {
    if position &+ length > token.count { return false }
    for index in 1..<max(length, 1) where !UTF8Text.isContinuation(token[position &+ index]) { return false }
    return true
  }

  private mutating func insert(_ left: UInt32, _ right: UInt32) {
    if left | right < 0x80 {
      ascii[Int(left << 7 | right)] = true
      return
    }
    let bit = Self.bit(left, right)
    filter[bit >> 6] |= 1 << UInt64(bit & 63)
  }

  @inline(__always)
  private static func bit(_ left: UInt32, _ right: UInt32) -> Int {
    let product = (UInt64(left) &<< 32 | UInt64(right)) &* 0x9E37_79B9_7F4A_7C15
    let mixed = (product ^ product &>> 29) &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed &>> (64 &- bitCountExponent))
  }

  @inline(__always)
  private func mayHold(_ left: UInt32, _ right: UInt32) -> Bool {
    let bit = Self.bit(left, right)
    return filter[bit &>> 6] &>> UInt64(bit & 63) & 1 != 0
  }

  /// The first place after `start` where the text can be cut; `end` when there is none before.
  ///
  /// - Parameter text: Well-formed UTF-8, as are `start` and `end` between characters.
  func endOfSegment(from start: Int, to end: Int, in text: Span<UInt8>) -> Int {
    var (left, length) = UTF8Text.scalar(at: start, of: text)
    var position = start &+ length
    while position < end {
      let first = text[position]
      let right: UInt32
      (right, length) = UTF8Text.scalar(at: position, of: text)
      if canCut(left, text[position &- 1], right, first) { return position }
      left = right
      position &+= length
    }
    return end
  }

  /// Whether no token reaches from `left`, whose last byte is `last`, to `right`, whose first byte is `first`.
  @inline(__always)
  private func canCut(_ left: UInt32, _ last: UInt8, _ right: UInt32, _ first: UInt8) -> Bool {
    if left | right < 0x80 { return !ascii[Int(left &<< 7 | right)] }
    if mayHold(left, right) { return false }
    let isPartBefore = endsPart[Int(last)]
    let isPartAfter = beginsPart[Int(first)]
    if isPartBefore, mayHold(Self.lastByte | UInt32(last), right) { return false }
    if isPartAfter, mayHold(left, Self.firstByte | UInt32(first)) { return false }
    return
      !(isPartBefore && isPartAfter
      && mayHold(Self.lastByte | UInt32(last), Self.firstByte | UInt32(first)))
  }
}
