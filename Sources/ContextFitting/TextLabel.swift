import Prompting

/// A label that a line begins with.
enum TextLabel {
  /// The text behind it stands on lines of its own.
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
    case .name(let name): speakers.contains(name) || Self.isTitled(name) ? .speaker : .name
    }
  }

  private static let maximumByteCount = 48

  /// How many words a name may have: what stands within a line is more often a part of its sentence than a name, and so is
  /// what begins in lower case.
  private static func maximumWordCount(isLine: Bool, isLowerCase: Bool) -> Int {
    isLine ? isLowerCase ? 1 : 5 : isLowerCase ? 0 : 1
  }

  /// The headings that a line of a list ends in, with a bullet or a number before it.
  static func headings(of line: ArraySlice<UInt8>) -> [TextLabel] { endsInColon(line) ? [.heading] : [] }

  /// The labels that a line begins with: a name, a heading, or a heading behind a name.
  ///
  /// - Parameters:
  ///   - line: Without white space around it.
  ///   - isLine: Whether it is a whole line, and not the rest of one.
  static func labels(of line: ArraySlice<UInt8>, isLine: Bool) -> [TextLabel] {
    // `**Plan:**`
    let plain = line.drop(while: isEmphasis)
    var labels: [TextLabel] = []
    if let end = endOfBrackets(plain) {
      // What stands alone is a heading.
      if end == plain.endIndex { return isLine ? [.heading] : [] }
      labels.append(.name(Array(plain[..<end])))
    } else if let end = endOfName(plain, isLine: isLine) {
      labels.append(.name(Array(plain[..<end])))
    }
    if endsInColon(plain) || isLine && (line.first == UInt8(ascii: "#") || isEmphasized(line)) {
      labels.append(.heading)
    }
    return labels
  }

  /// Whether a line is nothing but emphasized words that are no sentence (`**Plan**`).
  private static func isEmphasized(_ line: ArraySlice<UInt8>) -> Bool {
    let inner = line.dropFirst(2).dropLast(2)
    guard line.count <= maximumByteCount, !inner.isEmpty, !inner.contains(where: isEmphasis) else { return false }
    return ["**", "__"].contains { line.starts(with: $0.utf8) && line.suffix(2).elementsEqual($0.utf8) }
      && ListedLine(inner) != .sentence
  }

  /// The end of a name in brackets (`[doctor] …`, `【过敏史】…`), with what emphasizes it.
  private static func endOfBrackets(_ line: ArraySlice<UInt8>) -> Int? {
    for (open, close) in brackets where line.starts(with: open) {
      let inner = line.dropFirst(open.count).prefix(maximumByteCount)
      guard let last = inner.indices.dropFirst().first(where: { inner[$0...].starts(with: close) }) else { return nil }
      let end = last + close.count
      let behind = line[end...].drop { $0 == UInt8(ascii: ":") || isEmphasis($0) }
      if behind.isEmpty { return line.endIndex }
      return behind.first?.isASCIIWhiteSpace == true || open.count > 1 ? end : nil
    }
    return nil
  }

  private static let brackets: [(open: [UInt8], close: [UInt8])] = [
    (Array("[".utf8), Array("]".utf8)), (Array("【".utf8), Array("】".utf8)),
  ]

  /// The end of a name before a colon that words follow.
  private static func endOfName(_ line: ArraySlice<UInt8>, isLine: Bool) -> Int? {
    guard let initial = line.first, initial >= 0x80 || isASCIILetter(initial) else { return nil }
    let maximumWordCount = maximumWordCount(isLine: isLine, isLowerCase: initial < 0x80 && initial & 0x20 != 0)
    var wordCount = 1
    for index in line.indices.prefix(maximumByteCount) {
      switch line[index] {
      case UInt8(ascii: ":"):
        let behind = line[(index + 1)...].drop(while: isEmphasis).first
        // In Chinese no space stands behind it.
        let isName = behind.map { $0.isASCIIWhiteSpace || $0 >= 0x80 && line[index - 1] >= 0x80 } ?? false
        return isName && wordCount <= maximumWordCount ? index : nil
      case 0xEF where line[index...].starts(with: fullWidthColon): return index + 3 < line.endIndex ? index : nil
      case UInt8(ascii: ".") where titles.contains { line[..<index].elementsEqual($0.utf8) }: wordCount -= 1
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

  /// What stands before a speaker's name.
  private static let titles = ["Dr", "Mr", "Mrs", "Ms", "Prof"]

  private static func isTitled(_ name: [UInt8]) -> Bool {
    titles.contains { title in
      name.starts(with: title.utf8)
        && [UInt8(ascii: "."), UInt8(ascii: " ")].contains(name.dropFirst(title.utf8.count).first)
    }
  }

  private static func isASCIILetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static let fullWidthColon: [UInt8] = [0xEF, 0xBC, 0x9A]

  private static func endsInColon(_ line: ArraySlice<UInt8>) -> Bool {
    var end = line.endIndex
    while end > line.startIndex, isEmphasis(line[end - 1]) { end -= 1 }
    return line[..<end].last == UInt8(ascii: ":") || line[..<end].suffix(3).elementsEqual(fullWidthColon)
  }

  private static func isEmphasis(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_") }
}
