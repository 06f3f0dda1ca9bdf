/// Strict base64, as rank files have it: padded, no line breaks, no bits left over.
enum Base64 {
  /// For each byte the six bits it stands for, or 255.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, digit) in digits.utf8.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
  }()

  /// A decoder that keeps its table at hand for many calls.
  struct Decoder {
    private let values = Base64.values

    /// Appends the bytes that `text[range]` encodes to `output`; returns whether it is base64.
    func decode(_ text: Span<UInt8>, _ range: Range<Int>, into output: inout [UInt8]) -> Bool {
      guard range.count % 4 == 0 else { return false }
      var position = range.lowerBound
      while position < range.upperBound {
        let isLast = position + 4 == range.upperBound
        let padding: Int
        if isLast, text[position + 3] == UInt8(ascii: "=") {
          padding = text[position + 2] == UInt8(ascii: "=") ? 2 : 1
        } else {
          padding = 0
        }
        var bits: UInt32 = 0
        for index in 0..<(4 - padding) {
          let value = values[Int(text[position + index])]
          if value == 255 { return false }
          bits = bits << 6 | UInt32(value)
        }
        switch padding {
        case 0:
          output.append(UInt8(truncatingIfNeeded: bits >> 16))
          output.append(UInt8(truncatingIfNeeded: bits >> 8))
          output.append(UInt8(truncatingIfNeeded: bits))
        case 1:
          if bits & 3 != 0 { return false }
          output.append(UInt8(truncatingIfNeeded: bits >> 10))
          output.append(UInt8(truncatingIfNeeded: bits >> 2))
        default:
          if bits & 15 != 0 { return false }
          output.append(UInt8(truncatingIfNeeded: bits >> 4))
        }
        position += 4
      }
      return true
    }
  }
}
