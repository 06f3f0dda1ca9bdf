extension JSONWriter {
  /// The decimal digits of 0 to 9999, four bytes each.
  private static let fourDigits: [UInt8] = {
    var digits: [UInt8] = []
    for value in 0..<10_000 {
      for divisor in [1_000, 100, 10, 1] { digits.append(UInt8(0x30 + value / divisor % 10)) }
    }
    return digits
  }()

  /// The longest decimal of an `Int32`, with its comma.
  private static let maximumDecimalBytes = 12

  /// Appends the values in decimal, parted by commas.
  mutating func appendDecimals(_ values: [Int32]) {
    let blockCount = 512
    bytes.reserveCapacity(bytes.count + values.count * 6)
    Self.fourDigits.withUnsafeBufferPointer { digits in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: blockCount * Self.maximumDecimalBytes) { block in
        var start = 0
        while start < values.count {
          let end = min(start + blockCount, values.count)
          // Each value takes at most `maximumDecimalBytes`, so a block never overflows.
          var used = 0
          for index in start..<end {
            if index > 0 {
              block[used] = 0x2C
              used += 1
            }
            used = Self.write(values[index], to: block, at: used, digits: digits)
          }
          bytes.append(contentsOf: UnsafeBufferPointer(rebasing: block[..<used]))
          start = end
        }
      }
    }
  }

  /// Writes one value at `start` and returns the offset just past it.
  @inline(__always)
  private static func write(
    _ value: Int32, to block: UnsafeMutableBufferPointer<UInt8>, at start: Int, digits: UnsafeBufferPointer<UInt8>
  ) -> Int {
    var at = start
    if value < 0 {
      block[at] = 0x2D
      at += 1
    }
    var rest = Int(value.magnitude)
    if rest >= 100_000_000 {
      at = writeLeading(rest / 100_000_000, to: block, at: at, digits: digits)
      rest %= 100_000_000
      at = writeFour(rest / 10_000, to: block, at: at, digits: digits)
      return writeFour(rest % 10_000, to: block, at: at, digits: digits)
    }
    if rest >= 10_000 {
      at = writeLeading(rest / 10_000, to: block, at: at, digits: digits)
      return writeFour(rest % 10_000, to: block, at: at, digits: digits)
    }
    return writeLeading(rest, to: block, at: at, digits: digits)
  }

  @inline(__always)
  private static func writeFour(
    _ value: Int, to block: UnsafeMutableBufferPointer<UInt8>, at start: Int, digits: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let from = value &* 4
    block[start] = digits[from]
    block[start &+ 1] = digits[from &+ 1]
    block[start &+ 2] = digits[from &+ 2]
    block[start &+ 3] = digits[from &+ 3]
    return start &+ 4
  }

  /// Writes a value below 10,000 without leading zeros.
  @inline(__always)
  private static func writeLeading(
    _ value: Int, to block: UnsafeMutableBufferPointer<UInt8>, at start: Int, digits: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let length = value < 10 ? 1 : value < 100 ? 2 : value < 1_000 ? 3 : 4
    let from = value &* 4 &+ 4 &- length
    for offset in 0..<length { block[start &+ offset] = digits[from &+ offset] }
    return start &+ length
  }
}
