/// Writes whole numbers as decimal digits, four digits to a step.
struct DecimalDigits {
  /// How many bytes behind the digits a call may overwrite: stores are wider than what they store.
  static let overhang = 8

  /// For each of 0...9999 its four digits with leading zeros, the first in the lowest byte.
  private let quadruples: [UInt32]

  init() {
    quadruples = (0..<10_000).map { (number: UInt32) in
      let zeros: UInt32 = 0x3030_3030
      return zeros | number / 1_000 | (number / 100 % 10) << 8 | (number / 10 % 10) << 16 | (number % 10) << 24
    }
  }

  /// Writes `number` and a comma.
  ///
  /// - Parameters:
  ///   - number: At least 0.
  ///   - offset: Where the first digit goes; 11 bytes and the overhang follow it.
  /// - Returns: The offset behind the comma.
  @inline(__always)
  func write(_ number: Int32, andCommaTo bytes: inout MutableRawSpan, at offset: Int) -> Int {
    let value = UInt32(truncatingIfNeeded: number)
    if value < 10_000 {
      let end = writeLeading(value, to: &bytes, at: offset)
      bytes.storeBytes(of: UInt8(ascii: ","), toByteOffset: end, as: UInt8.self)
      return end &+ 1
    }
    if value >= 100_000_000 { return writeLong(value, to: &bytes, at: offset) }
    let end = writeLeading(value / 10_000, to: &bytes, at: offset)
    return writeQuadruple(value % 10_000, to: &bytes, at: end)
  }

  @inline(never)
  private func writeLong(_ value: UInt32, to bytes: inout MutableRawSpan, at offset: Int) -> Int {
    let middle = writeLeading(value / 100_000_000, to: &bytes, at: offset)
    let last = writeQuadruple(value / 10_000 % 10_000, to: &bytes, at: middle) - 1
    return writeQuadruple(value % 10_000, to: &bytes, at: last)
  }

  /// Writes up to four digits without leading zeros; returns the offset behind them.
  @inline(__always)
  private func writeLeading(_ value: UInt32, to bytes: inout MutableRawSpan, at offset: Int) -> Int {
    let count = value < 10 ? 1 : value < 100 ? 2 : value < 1_000 ? 3 : 4
    store(UInt64(quadruples[Int(value)] &>> UInt32(truncatingIfNeeded: 8 &* (4 &- count))), to: &bytes, at: offset)
    return offset &+ count
  }

  /// Writes four digits and a comma; returns the offset behind it.
  @inline(__always)
  private func writeQuadruple(_ value: UInt32, to bytes: inout MutableRawSpan, at offset: Int) -> Int {
    store(UInt64(quadruples[Int(value)]) | 0x2c &<< 32, to: &bytes, at: offset)
    return offset &+ 5
  }

  @inline(__always)
  private func store(_ eightBytes: UInt64, to bytes: inout MutableRawSpan, at offset: Int) {
    bytes.storeBytes(of: eightBytes.littleEndian, toByteOffset: offset, as: UInt64.self)
  }
}
