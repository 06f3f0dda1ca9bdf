/// How SentencePiece writes pieces.
enum SentencePieceSpelling {
  /// U+2581, which stands for a space.
  static let space: [UInt8] = [0xE2, 0x96, 0x81]

  /// Whether `▁` stands at `position`.
  @inline(__always)
  static func isSpace(_ text: Span<UInt8>, at position: Int) -> Bool {
    text[position] == 0xE2 && position &+ 3 <= text.count && text[position &+ 1] == 0x96 && text[position &+ 2] == 0x81
  }

  /// Whether `▁` stands anywhere.
  static func holdsSpace(_ text: Span<UInt8>) -> Bool {
    var position = 0
    while position < text.count {
      if isSpace(text, at: position) { return true }
      position &+= 1
    }
    return false
  }

  /// Returns the piece with each `▁` made a space.
  static func unescaped(_ piece: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(piece.count)
    var index = 0
    while index < piece.count {
      if index + 3 <= piece.count, piece[index] == space[0], piece[index + 1] == space[1], piece[index + 2] == space[2]
      {
        text.append(UInt8(ascii: " "))
        index += 3
      } else {
        text.append(piece[index])
        index += 1
      }
    }
    return text
  }

  /// Returns the byte that a piece such as `<0x0A>` stands for.
  static func byte(ofPiece piece: [UInt8]) -> UInt8? {
    guard piece.count == 6, piece.starts(with: "<0x".utf8), piece[5] == UInt8(ascii: ">"),
      let high = hexadecimal(piece[3]), let low = hexadecimal(piece[4])
    else { return nil }
    return high << 4 | low
  }

  /// The value of a digit `0-9` or `A-F`; the library writes no others.
  private static func hexadecimal(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
