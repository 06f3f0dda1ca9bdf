/// A run of bytes as two words. Up to 15 bytes the words hold the bytes themselves, and the top byte their count; for a
/// longer run they hold its hash and its length.
struct TokenKey: Equatable, Sendable {
  var low: UInt64
  var high: UInt64

  static let maximumInlineLength = 15
  /// The longest run that can be marked as a segment.
  static let maximumSegmentLength = 14

  /// The key of a run of up to 14 bytes marked as a segment of a longer one: by a byte that no text has.
  @inline(__always)
  var ofSegment: TokenKey { TokenKey(low: low, high: high | 0xFF << 48) }

  /// Whether it is marked as that of a segment.
  var isOfSegment: Bool { high &>> 48 & 0xFF == 0xFF }

  @inline(__always)
  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// The key of `text[start..<start + length]`.
  ///
  /// - Parameter length: From 0 to 15.
  @inline(__always)
  init(_ text: RawSpan, start: Int, length: Int) {
    if start &+ 16 <= text.byteCount {
      let first = text.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
      let second = text.unsafeLoadUnaligned(fromByteOffset: start &+ 8, as: UInt64.self)
      self.init(littleEndian: UInt64(littleEndian: first), UInt64(littleEndian: second), length: length)
    } else {
      self.init(nearEnd: text, start: start, length: length)
    }
  }

  /// The key of the `length` bytes at `text`.
  ///
  /// - Parameters:
  ///   - text: 16 bytes can be read there.
  ///   - length: From 1 to 15.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, length: Int) {
    let bytes = UnsafeRawPointer(text)
    self.init(
      littleEndian: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)),
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), length: length)
  }

  /// Keeps the first `length` of 16 bytes, without a branch: which length comes next cannot be foreseen.
  @inline(__always)
  private init(littleEndian first: UInt64, _ second: UInt64, length: Int) {
    let count = UInt64(truncatingIfNeeded: length)
    let isLong = UInt64(0) &- (count &>> 3)
    // All bytes of the first word from eight on, and none of the second up to eight.
    low = first & (isLong | ~(UInt64.max &<< (8 &* count)))
    high = second & isLong & ~(UInt64.max &<< (8 &* count)) | count &<< 56
  }

  /// Reads no byte behind the run.
  @inline(never)
  private init(nearEnd text: RawSpan, start: Int, length: Int) {
    let last = start &+ length
    let count = UInt64(truncatingIfNeeded: length)
    switch length {
    case 8...:
      // The last eight bytes, of which some are in the first word too; moved in two steps, as all may have to go.
      let half = 4 &* (16 &- count)
      let end = (Self.word(text, last &- 8) &>> half) &>> half
      self.init(low: Self.word(text, start), high: end | count &<< 56)
    case 4...:
      let first = UInt64(UInt32(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: start, as: UInt32.self)))
      let end = UInt64(UInt32(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: last &- 4, as: UInt32.self)))
      self.init(low: first | end &<< (8 &* (count &- 4)), high: count &<< 56)
    case 0: self.init(low: 0, high: 0)
    default:
      let middle = count &>> 1
      let first = UInt64(text.unsafeLoad(fromByteOffset: start, as: UInt8.self))
      let second = UInt64(text.unsafeLoad(fromByteOffset: start &+ length / 2, as: UInt8.self))
      let end = UInt64(text.unsafeLoad(fromByteOffset: last &- 1, as: UInt8.self))
      self.init(low: first | second &<< (8 &* middle) | end &<< (8 &* (count &- 1)), high: count &<< 56)
    }
  }

  @inline(__always)
  private static func word(_ text: RawSpan, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The key of a run of more than 15 bytes.
  init(long text: RawSpan, start: Int, length: Int, seed: UInt64) {
    var hash = seed
    var index = 0
    while index + 8 <= length {
      hash = Self.mix(hash, text.unsafeLoadUnaligned(fromByteOffset: start + index, as: UInt64.self), seed)
      index += 8
    }
    // The last eight bytes, some of them a second time.
    hash = Self.mix(hash, text.unsafeLoadUnaligned(fromByteOffset: start + length - 8, as: UInt64.self), ~seed)
    low = hash
    high = 0xFF << 56 | UInt64(truncatingIfNeeded: length)
  }

  /// A hash whose low and high bits are both good.
  @inline(__always)
  func hash(seed: UInt64) -> UInt64 {
    Self.mix(low, high, seed)
  }

  /// Both words multiplied to 128 bits and folded, after the seed was put in.
  ///
  /// - Source: the mixing step of wyhash.
  @inline(__always)
  private static func mix(_ first: UInt64, _ second: UInt64, _ seed: UInt64) -> UInt64 {
    let product = (first ^ seed ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: second ^ 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}
