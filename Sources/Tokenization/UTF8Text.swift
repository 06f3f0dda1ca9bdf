import StrictJSON

/// UTF-8 as bytes: checking and decoding.
enum UTF8Text {
  /// What a check of a text found.
  enum Check: Equatable {
    case ascii
    case valid
    /// The offset of the first byte of the first ill-formed sequence.
    case invalid(at: Int)
  }

  /// Checks that `text` is well-formed UTF-8.
  ///
  /// - Source: table 3-7 of The Unicode Standard.
  static func check(_ text: Span<UInt8>) -> Check {
    let count = text.count
    let bytes = text.bytes
    var position = 0
    var isASCII = true
    while position < count {
      while position &+ 32 <= count,
        areASCII(bytes, position) && areASCII(bytes, position &+ 16)
      {
        position &+= 32
      }
      while position &+ 16 <= count, areASCII(bytes, position) { position &+= 16 }
      if position == count { break }
      let first = text[position]
      if first < 0x80 {
        position &+= 1
        continue
      }
      // All the rest at once; only to tell the first bad byte is it walked over.
      if isASCII, UTF8Validation.isWellFormed(text.extracting(position...)) { return .valid }
      isASCII = false
      let length = sequenceLength(first, at: position, of: text)
      if length == 0 { return .invalid(at: position) }
      position &+= length
    }
    return isASCII ? .ascii : .valid
  }

  /// Whether 16 bytes are of ASCII.
  @inline(__always)
  private static func areASCII(_ bytes: RawSpan, _ position: Int) -> Bool {
    let first = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
    let second = bytes.unsafeLoadUnaligned(fromByteOffset: position &+ 8, as: UInt64.self)
    return (first | second) & 0x8080_8080_8080_8080 == 0
  }

  /// The length of the well-formed sequence of several bytes at `position`, or 0 when it is ill-formed.
  @inline(__always)
  private static func sequenceLength(_ first: UInt8, at position: Int, of text: Span<UInt8>) -> Int {
    let left = text.count &- position
    if first < 0xC2 || left < 2 { return 0 }
    let second = text[position &+ 1]
    if first < 0xE0 { return isContinuation(second) ? 2 : 0 }
    if left < 3 || !isContinuation(text[position &+ 2]) { return 0 }
    if first < 0xF0 {
      let low: UInt8 = first == 0xE0 ? 0xA0 : 0x80
      let high: UInt8 = first == 0xED ? 0x9F : 0xBF
      return second >= low && second <= high ? 3 : 0
    }
    if first > 0xF4 || left < 4 || !isContinuation(text[position &+ 3]) { return 0 }
    let low: UInt8 = first == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = first == 0xF4 ? 0x8F : 0xBF
    return second >= low && second <= high ? 4 : 0
  }

  @inline(__always)
  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The scalar of several bytes at `position` of a text that is well-formed, and its length.
  @inline(__always)
  static func multibyteScalar(_ first: UInt8, at position: Int, of text: Span<UInt8>) -> (UInt32, length: Int) {
    let second = UInt32(text[position &+ 1] & 0x3F)
    if first < 0xE0 { return (UInt32(first & 0x1F) &<< 6 | second, 2) }
    let third = UInt32(text[position &+ 2] & 0x3F)
    if first < 0xF0 { return (UInt32(first & 0x0F) &<< 12 | second &<< 6 | third, 3) }
    let fourth = UInt32(text[position &+ 3] & 0x3F)
    return (UInt32(first & 0x07) &<< 18 | second &<< 12 | third &<< 6 | fourth, 4)
  }

  /// The scalar at `position` of a text that is well-formed, and its length.
  @inline(__always)
  static func scalar(at position: Int, of text: Span<UInt8>) -> (UInt32, length: Int) {
    let first = text[position]
    return first < 0x80 ? (UInt32(first), 1) : multibyteScalar(first, at: position, of: text)
  }

  /// Appends a scalar as UTF-8.
  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    func last(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift) & 0x3F | 0x80 }
    switch scalar {
    case ..<0x80: bytes.append(UInt8(truncatingIfNeeded: scalar))
    case ..<0x800: bytes += [UInt8(truncatingIfNeeded: scalar >> 6) | 0xC0, last(0)]
    case ..<0x1_0000: bytes += [UInt8(truncatingIfNeeded: scalar >> 12) | 0xE0, last(6), last(0)]
    default: bytes += [UInt8(truncatingIfNeeded: scalar >> 18) & 0x07 | 0xF0, last(12), last(6), last(0)]
    }
  }
}

extension UTF8Text {
  /// Whether all bytes are ASCII.
  static func isASCII(_ text: Span<UInt8>) -> Bool {
    let bytes = text.bytes
    var position = 0
    while position &+ 8 <= text.count {
      if bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 {
        return false
      }
      position &+= 8
    }
    while position < text.count {
      if text[position] >= 0x80 { return false }
      position &+= 1
    }
    return true
  }
}
