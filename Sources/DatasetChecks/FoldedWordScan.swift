/// The words of folded text.
enum FoldedWordScan {
  /// Calls `body` with the hashes of the words of each message but the system prompt.
  static func forEachMessage(of folded: [UInt8], _ body: ([UInt64]) -> Void) {
    var words: [UInt64] = []
    var position = 0
    while position < folded.count {
      // A message: 0x1E, its role, 0x1F, its text.
      let role = folded[position...].firstIndex(of: 0x1F) ?? folded.count
      let end = folded[role...].firstIndex(of: 0x1E) ?? folded.count
      if !folded[position..<role].elementsEqual([0x1E] + Array("system".utf8)) {
        words.removeAll(keepingCapacity: true)
        appendWords(of: folded, in: min(role + 1, end)..<end, to: &words)
        body(words)
      }
      position = end
    }
  }

  private static func appendWords(of text: [UInt8], in range: Range<Int>, to words: inout [UInt64]) {
    let start: UInt64 = 0xCBF2_9CE4_8422_2325
    var hash = start
    var position = range.lowerBound
    while position < range.upperBound {
      let byte = text[position]
      let length = byteCountOfCharacterThatIsAWord(in: text, at: position, end: range.upperBound)
      if byte == 0x20 || length > 0 {
        if hash != start { words.append(hash) }
        hash = start
        if length > 0 { words.append(text[position..<position + length].reduce(start, Mixing.hashed)) }
        position += max(length, 1)
      } else {
        hash = Mixing.hashed(hash, byte)
        position += 1
      }
    }
    if hash != start { words.append(hash) }
  }

  /// The length of the Han or kana character that starts at `position`, in bytes; 0 for any other.
  private static func byteCountOfCharacterThatIsAWord(in text: [UInt8], at position: Int, end: Int) -> Int {
    let first = text[position]
    if first < 0xE3 { return 0 }
    if first >= 0xF0 { return first == 0xF0 && position + 4 <= end && text[position + 1] >= 0xA0 ? 4 : 0 }
    guard position + 3 <= end else { return 0 }
    let scalar =
      UInt32(first & 0x0F) << 12 | UInt32(text[position + 1] & 0x3F) << 6 | UInt32(text[position + 2] & 0x3F)
    switch scalar {
    case 0x3041...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF: return 3
    default: return 0
    }
  }
}
