/// A short text as four words: its bytes, and their count in the last byte.
struct PieceKey: Equatable, Sendable {
  /// The longest text, in bytes.
  static let maximumLength = 31

  private var words: (UInt64, UInt64, UInt64, UInt64)

  /// The key of no text.
  static let none = PieceKey()

  private init() { words = (0, 0, 0, 0) }

  /// The key of `text[start..<start + length]`; nothing beyond is read.
  ///
  /// - Parameter length: From 1 to 31.
  @inline(__always)
  init(_ text: RawSpan, start: Int, length: Int) {
    let mark = UInt64(truncatingIfNeeded: length) &<< 56
    if length < 8 {
      words = (Self.short(text, start, length), 0, 0, mark)
      return
    }
    let tail = Self.tail(text, start, length)
    let first = Self.word(text, start)
    if length < 16 {
      words = (first, tail, 0, mark)
    } else if length < 24 {
      words = (first, Self.word(text, start &+ 8), tail, mark)
    } else {
      words = (first, Self.word(text, start &+ 8), Self.word(text, start &+ 16), tail | mark)
    }
  }

  @inline(__always)
  private static func word(_ text: RawSpan, _ start: Int) -> UInt64 {
    text.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
  }

  /// The bytes behind the last whole word.
  @inline(__always)
  private static func tail(_ text: RawSpan, _ start: Int, _ length: Int) -> UInt64 {
    let count = UInt64(truncatingIfNeeded: length & 7)
    return count == 0 ? 0 : UInt64(littleEndian: word(text, start &+ length &- 8)) &>> (64 &- 8 &* count)
  }

  @inline(__always)
  private static func short(_ text: RawSpan, _ start: Int, _ length: Int) -> UInt64 {
    if length >= 4 {
      let first = text.unsafeLoadUnaligned(fromByteOffset: start, as: UInt32.self)
      let last = text.unsafeLoadUnaligned(fromByteOffset: start &+ length &- 4, as: UInt32.self)
      return UInt64(first) | UInt64(last) &<< UInt64(truncatingIfNeeded: 8 &* (length &- 4))
    }
    var word: UInt64 = 0
    for index in 0..<length {
      let byte = text.unsafeLoad(fromByteOffset: start &+ index, as: UInt8.self)
      word |= UInt64(byte) &<< UInt64(truncatingIfNeeded: 8 &* index)
    }
    return word
  }

  @inline(__always)
  static func == (left: PieceKey, right: PieceKey) -> Bool {
    (left.words.0 ^ right.words.0) | (left.words.1 ^ right.words.1) | (left.words.2 ^ right.words.2)
      | (left.words.3 ^ right.words.3) == 0
  }

  /// A hash whose high bits are good.
  @inline(__always)
  func hash(seed: UInt64) -> UInt64 {
    let first = (words.0 ^ seed).multipliedFullWidth(by: words.1 ^ 0x9E37_79B9_7F4A_7C15)
    let second = (words.2 ^ ~seed).multipliedFullWidth(by: words.3 ^ 0xD6E8_FEB8_6659_FD93)
    let both = (first.high ^ first.low ^ seed).multipliedFullWidth(by: second.high ^ second.low ^ 0xA076_1D64_78BD_642F)
    return both.high ^ both.low
  }
}
