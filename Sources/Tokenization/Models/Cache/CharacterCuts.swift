/// Where a BPE over characters can be cut: between two characters that no merge joins.
///
/// A merge joins the last character of its left side with the first of its right side. Where no merge of the list does
/// that for two neighbouring characters, no symbol ever reaches across, and both sides become the same tokens alone.
/// This holds while every symbol is what its characters are: the tokens of bytes and of the unknown must be in no merge,
/// and a character next to a cut must be a token (or its bytes), as one that is left out brings its neighbours together.
struct CharacterCuts: Sendable {
  /// The pairs of code points below U+0080 and `▁`, which has the place of U+0080: a bit each.
  private var common = [UInt64](repeating: 0, count: 256 * 256 / 64)
  /// The other pairs, both code points in one word, by open addressing; 0 is a free place.
  private var others = [UInt64](repeating: 0, count: 1 << 12)
  private var otherCount = 0
  private let symbols: SubwordSymbols
  /// Whether every character is a token or its bytes are.
  private let knowsAll: Bool

  private static let writtenSpace: UInt32 = 0x2581

  /// - Parameter symbols: Without prefix and suffix.
  init(symbols: SubwordSymbols) {
    self.symbols = symbols
    knowsAll = !symbols.fallback.byteIDs.isEmpty && !symbols.fallback.byteIDs.contains(-1)
  }

  /// Adds a merge of two tokens, which are well-formed UTF-8 and not empty.
  mutating func insert(left: Span<UInt8>, right: Span<UInt8>) {
    var position = left.count - 1
    while position > 0, UTF8Text.isContinuation(left[position]) { position -= 1 }
    insert(UTF8Text.scalar(at: position, of: left).0, UTF8Text.scalar(at: 0, of: right).0)
  }

  private mutating func insert(_ first: UInt32, _ second: UInt32) {
    if let index = Self.commonIndex(first, second) {
      common[index >> 6] |= 1 << UInt64(index & 63)
      return
    }
    if otherCount * 2 >= others.count { grow() }
    if place(Self.word(first, second)) { otherCount += 1 }
  }

  /// The end of the part of `text` that begins at `start`.
  @inline(__always)
  func end(from start: Int, in text: Span<UInt8>) -> Int {
    var (previous, length) = UTF8Text.scalar(at: start, of: text)
    var previousStart = start
    var position = start &+ length
    while position < text.count {
      let (next, nextLength) = UTF8Text.scalar(at: position, of: text)
      if !joins(previous, next),
        knowsAll || (isToken(previous, previousStart, length, text) && isToken(next, position, nextLength, text))
      {
        break
      }
      (previous, previousStart, length) = (next, position, nextLength)
      position &+= length
    }
    return position
  }

  @inline(never)
  private func isToken(_ scalar: UInt32, _ position: Int, _ length: Int, _ text: Span<UInt8>) -> Bool {
    symbols.id(of: scalar, at: position, length: length, in: text) >= 0
  }

  /// Whether some merge joins `first` and `second`.
  @inline(__always)
  private func joins(_ first: UInt32, _ second: UInt32) -> Bool {
    if let index = Self.commonIndex(first, second) { return common[index &>> 6] &>> UInt64(index & 63) & 1 != 0 }
    let word = Self.word(first, second)
    var index = place(of: word)
    while others[index] != 0 {
      if others[index] == word { return true }
      index = (index &+ 1) & (others.count &- 1)
    }
    return false
  }

  @inline(__always)
  private static func commonIndex(_ first: UInt32, _ second: UInt32) -> Int? {
    let left = first == writtenSpace ? 0x80 : first
    let right = second == writtenSpace ? 0x80 : second
    // U+0080 is not told from `▁`: a cut less, never one too many.
    return left <= 0x80 && right <= 0x80 ? Int(left &<< 8 | right) : nil
  }

  @inline(__always)
  private static func word(_ first: UInt32, _ second: UInt32) -> UInt64 {
    UInt64(first) &<< 32 | UInt64(second) | 1 << 63
  }

  @inline(__always)
  private func place(of word: UInt64) -> Int {
    let product = word.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low) & (others.count &- 1)
  }

  /// Returns whether the word is new.
  @discardableResult
  private mutating func place(_ word: UInt64) -> Bool {
    var index = place(of: word)
    while others[index] != 0 {
      if others[index] == word { return false }
      index = (index + 1) & (others.count - 1)
    }
    others[index] = word
    return true
  }

  private mutating func grow() {
    let old = others
    others = [UInt64](repeating: 0, count: old.count * 2)
    for word in old where word != 0 { place(word) }
  }
}
