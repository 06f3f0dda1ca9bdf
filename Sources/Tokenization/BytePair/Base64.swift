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
      let start = output.count
      let count = decode(text, range, into: &output, at: start)
      output.removeSubrange((start + (count ?? 0))...)
      return count != nil
    }

    /// Writes the bytes that `text[range]` encodes over those of `output` from `start` on, which becomes longer where it
    /// must, so that 15 further ones can be read behind them; returns how many, or `nil` when it is not base64.
    func decode(_ text: Span<UInt8>, _ range: Range<Int>, into output: inout [UInt8], at start: Int) -> Int? {
      guard range.count % 4 == 0 else { return nil }
      if range.isEmpty { return 0 }
      let room = start + range.count / 4 * 3 + 15
      if output.count < room { output += [UInt8](repeating: 0, count: max(room - output.count, output.count)) }
      var bytes = output.mutableSpan
      var count = start
      var position = range.lowerBound
      let last = range.upperBound - 4
      while position < last {
        guard let bits = bits(text, position, 4) else { return nil }
        bytes[count] = UInt8(truncatingIfNeeded: bits &>> 16)
        bytes[count + 1] = UInt8(truncatingIfNeeded: bits &>> 8)
        bytes[count + 2] = UInt8(truncatingIfNeeded: bits)
        count += 3
        position += 4
      }
      let padding = text[last + 3] != Self.padding ? 0 : text[last + 2] != Self.padding ? 1 : 2
      guard let bits = bits(text, last, 4 - padding) else { return nil }
      switch padding {
      case 0:
        bytes[count] = UInt8(truncatingIfNeeded: bits &>> 16)
        bytes[count + 1] = UInt8(truncatingIfNeeded: bits &>> 8)
        bytes[count + 2] = UInt8(truncatingIfNeeded: bits)
      case 1:
        if bits & 3 != 0 { return nil }
        bytes[count] = UInt8(truncatingIfNeeded: bits &>> 10)
        bytes[count + 1] = UInt8(truncatingIfNeeded: bits &>> 2)
      default:
        if bits & 15 != 0 { return nil }
        bytes[count] = UInt8(truncatingIfNeeded: bits &>> 4)
      }
      return count + 3 - padding - start
    }

    private static let padding = UInt8(ascii: "=")

    /// What `count` digits at `position` stand for; `nil` when one is none.
    @inline(__always)
    private func bits(_ text: Span<UInt8>, _ position: Int, _ count: Int) -> UInt32? {
      var bits: UInt32 = 0
      var all: UInt8 = 0
      for index in 0..<count {
        let value = values[Int(text[position + index])]
        all |= value
        bits = bits &<< 6 | UInt32(value)
      }
      // No digit stands for more than 63.
      return all == 255 ? nil : bits
    }
  }
}
