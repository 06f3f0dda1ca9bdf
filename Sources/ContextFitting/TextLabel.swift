/// A label that a line begins with.
enum TextLabel {
  /// The line is nothing else.
  case heading
  /// The words of the line follow.
  case name([UInt8])

  /// What a label stands for.
  enum Kind {
    case speaker, heading, name
  }

  func kind(_ speakers: Set<[UInt8]>) -> Kind {
    switch self {
    case .heading: .heading
    case .name(let name): speakers.contains(name) ? .speaker : .name
    }
  }

  private static let maximumByteCount = 48
  /// How many words the name may have at the start of a line, and behind a sentence.
  private static let maximumWordCounts = (5, 1)

  /// The labels that a line begins with: a name, a heading, or a heading behind a name.
  ///
  /// - Parameters:
  ///   - line: Without white space around it.
  ///   - isLine: Whether it is a whole line, and not the rest of one.
  static func labels(of line: ArraySlice<UInt8>, isLine: Bool) -> [TextLabel] {
    // `**Plan:**`
    let plain = line.drop(while: isEmphasis)
    var labels: [TextLabel] = []
    if let end = endOfName(plain, maximumWordCount: isLine ? maximumWordCounts.0 : maximumWordCounts.1) {
      labels.append(.name(Array(plain[..<end])))
    }
    if endsInColon(plain) || isLine && line.first == UInt8(ascii: "#") { labels.append(.heading) }
    return labels
  }

  /// The end of a name before a colon or in brackets that words follow.
  private static func endOfName(_ line: ArraySlice<UInt8>, maximumWordCount: Int) -> Int? {
    guard let initial = line.first else { return nil }
    if initial == UInt8(ascii: "[") {
      guard let end = line.prefix(maximumByteCount).firstIndex(of: UInt8(ascii: "]")), end > line.startIndex + 1 else {
        return nil
      }
      let behind = line[(end + 1)...].drop { $0 == UInt8(ascii: ":") || isEmphasis($0) }
      return behind.first?.isASCIIWhiteSpace == true ? end : nil
    }
    guard initial >= 0x80 || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(initial) else { return nil }
    var wordCount = 1
    for index in line.indices.prefix(maximumByteCount) {
      switch line[index] {
      case UInt8(ascii: ":"):
        let isName = line[(index + 1)...].drop(while: isEmphasis).first?.isASCIIWhiteSpace == true
        return isName && wordCount <= maximumWordCount ? index : nil
      case 0xEF where line[index...].starts(with: fullWidthColon): return index + 3 < line.endIndex ? index : nil
      case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ","), UInt8(ascii: ";"): return nil
      // `。` and `、`, `，` and its kin.
      case 0xE3 where line[index...].starts(with: [0xE3, 0x80]): return nil
      case 0xEF where line[index...].starts(with: [0xEF, 0xBC]): return nil
      case UInt8(ascii: " "): wordCount += 1
      default: break
      }
    }
    return nil
  }

  private static let fullWidthColon: [UInt8] = [0xEF, 0xBC, 0x9A]

  private static func endsInColon(_ line: ArraySlice<UInt8>) -> Bool {
    var end = line.endIndex
    while end > line.startIndex, isEmphasis(line[end - 1]) { end -= 1 }
    return line[..<end].last == UInt8(ascii: ":") || line[..<end].suffix(3).elementsEqual(fullWidthColon)
  }

  private static func isEmphasis(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_") }
}
