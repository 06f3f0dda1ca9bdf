/// The 256 characters that byte-level vocabularies write bytes as.
///
/// - Source: `bytes_to_unicode` of GPT-2's `encoder.py`: the printable characters of Latin-1 stand for themselves, the other
///   bytes for U+0100 and up in their order.
struct ByteLevelAlphabet: Sendable {
  static let shared = ByteLevelAlphabet()

  /// For each code point below U+0144 the byte, or -1.
  private let bytes: [Int16]

  init() {
    var bytes = [Int16](repeating: -1, count: 0x144)
    var next = 0x100
    for byte in 0...255 {
      if (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte) {
        bytes[byte] = Int16(byte)
      } else {
        bytes[next] = Int16(byte)
        next += 1
      }
    }
    self.bytes = bytes
  }

  /// Replaces `output` with the bytes that `text`, which is UTF-8, stands for; returns whether all its characters are of
  /// the alphabet.
  func decode(_ text: ArraySlice<UInt8>, into output: inout [UInt8]) -> Bool {
    output.removeAll(keepingCapacity: true)
    var position = text.startIndex
    while position < text.endIndex {
      let first = text[position]
      var codePoint = Int(first)
      position += 1
      if first >= 0x80 {
        // Two bytes reach U+07FF.
        guard first & 0xE0 == 0xC0, position < text.endIndex else { return false }
        codePoint = Int(first & 0x1F) << 6 | Int(text[position] & 0x3F)
        position += 1
      }
      guard codePoint < bytes.count, bytes[codePoint] >= 0 else { return false }
      output.append(UInt8(truncatingIfNeeded: bytes[codePoint]))
    }
    return true
  }

  /// The bytes that a token stands for: its own where a character is not of the alphabet.
  func bytes(of token: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    return decode(token[...], into: &bytes) ? bytes : token
  }
}
