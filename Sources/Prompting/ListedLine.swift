/// What a line is beside others under a heading.
package enum ListedLine {
  /// It has a bullet or a number.
  case marked
  /// No mark ends it: an item of a list, or a value.
  case unmarked
  /// A mark ends it, as a sentence.
  case sentence

  /// A longer line is prose, in bytes.
  private static let maximumByteCount = 80

  /// - Parameter line: Not empty, and without white space around it.
  package init(_ line: ArraySlice<UInt8>) {
    let bytes = line.span
    if Self.hasBullet(in: bytes, at: 0) || Self.hasNumber(line) {
      self = .marked
    } else {
      self = Self.endsInMark(bytes, bytes.count) ? .sentence : .unmarked
    }
  }

  /// Whether a line that begins at `start` goes on with a list: it has a bullet, or is a short one that no mark ends.
  static func begins(in text: Span<UInt8>, at start: Int) -> Bool {
    if hasBullet(in: text, at: start) { return true }
    let end = TextScan.endOfLine(in: text, from: start, upTo: start + maximumByteCount + 1)
    if end - start > maximumByteCount { return false }
    let last = TextScan.startOfWhitespace(in: text, before: end)
    if last <= start { return false }
    // A question without its mark can end the text; a value has a digit.
    if TextScan.endOfWhitespace(in: text, from: last).end >= text.count {
      var position = start
      while position < last, text[position] < 0x30 || text[position] > 0x39 { position += 1 }
      if position == last { return false }
    }
    return !endsInMark(text, last)
  }

  /// Whether a mark that ends sentences stands before `end`, or before closing quotes and brackets there.
  private static func endsInMark(_ text: Span<UInt8>, _ end: Int) -> Bool {
    var end = end
    while let last = TextScan.lastScalar(in: text, before: end) {
      if SentenceScanner.kind(last.value) != nil { return true }
      if !TextScan.isCloser(last.value) { return false }
      end -= last.length
    }
    return false
  }

  private static func hasNumber(_ line: ArraySlice<UInt8>) -> Bool {
    let number = line.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let behind = line[number.endIndex...]
    return (1...3).contains(number.count) && (behind.starts(with: ". ".utf8) || behind.starts(with: ") ".utf8))
  }

  /// Whether the line that begins at `start` has a bullet: `-`, `*`, `+`, `•` or `–` before a space.
  static func hasBullet(in text: Span<UInt8>, at start: Int) -> Bool {
    if start + 1 >= text.count { return false }
    switch text[start] {
    case 0x2D, 0x2A, 0x2B: return text[start + 1] == 0x20
    case 0xE2 where start + 3 < text.count && text[start + 1] == 0x80:
      return (text[start + 2] == 0xA2 || text[start + 2] == 0x93) && text[start + 3] == 0x20
    default: return false
    }
  }
}
