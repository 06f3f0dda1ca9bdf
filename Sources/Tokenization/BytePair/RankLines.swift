/// Walks over the lines of a rank file. Empty lines count but are passed over, and a carriage return before the line feed
/// belongs to the line's end, as in the reference.
struct RankLines {
  private let decoder = Base64.Decoder()
  private var position = 0
  /// The number of the line that `next` returned last, counted from 1.
  private(set) var number = 0

  /// Returns the bytes of the next line that is not empty, without its end.
  mutating func next(in text: Span<UInt8>) -> Range<Int>? {
    while position < text.count {
      let start = position
      var end = text.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? text.count
      position = end + 1
      number += 1
      if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      if end > start { return start..<end }
    }
    return nil
  }

  /// Writes the line's token over the bytes of `tokens` from `start` on and returns its rank and how many they are; `nil`
  /// when the line is not a token and a rank.
  func read(
    _ line: Range<Int>, of text: Span<UInt8>, into tokens: inout [UInt8], at start: Int
  ) -> (rank: Int, tokenLength: Int)? {
    var digits = line.upperBound
    while digits > line.lowerBound, text[digits - 1] != UInt8(ascii: " ") { digits -= 1 }
    let digitCount = line.upperBound - digits
    // Ten digits hold every 32-bit id, and no overflow.
    guard digits > line.lowerBound + 1, digitCount >= 1, digitCount <= 10 else { return nil }
    var rank = 0
    for position in digits..<line.upperBound {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      rank = rank * 10 + Int(digit)
    }
    guard let length = decoder.decode(text, line.lowerBound..<digits - 1, into: &tokens, at: start), length > 0
    else { return nil }
    return (rank, length)
  }

  /// The line's first bytes, to show to people.
  func excerpt(_ line: Range<Int>, of text: Span<UInt8>) -> [UInt8] {
    line.prefix(80).map { text[$0] }
  }
}
