/// The inside of a tag: names, numbers, strings and operators.
extension Lexer {
  /// Reads tokens up to the end of the tag whose closing mark is `closing` and `}`.
  mutating func readTag(closing: UInt8) throws {
    openBrackets = []
    while position < source.count {
      if openBrackets.isEmpty && endTag(closing: closing) { return }
      let start = position
      skipSpaces()
      if position > start { continue }
      try token()
    }
  }

  private mutating func endTag(closing: UInt8) -> Bool {
    let isBlock = closing == UInt8(ascii: "%")
    var index = position
    var sign: UInt8 = 0
    if source[index] == UInt8(ascii: "-") || (isBlock && source[index] == UInt8(ascii: "+")) {
      sign = source[index]
      index += 1
    }
    guard byte(index) == closing, byte(index + 1) == UInt8(ascii: "}") else { return false }
    tokens.append(Token(kind: isBlock ? .blockEnd : .variableEnd, place: place(at: position)))
    position = index + 2
    if sign == UInt8(ascii: "-") {
      skipSpaces()
    } else if isBlock && sign == 0 {
      skipLineBreak()
    }
    return true
  }

  private mutating func token() throws {
    let start = position
    let first = source[start]
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      try number()
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      try string(quote: first)
    default:
      if let end = nameEnd(from: start) {
        position = end
        let name = String(decoding: source[start..<end], as: UTF8.self)
        tokens.append(Token(kind: .name(name), place: place(at: start)))
      } else {
        try symbol()
      }
    }
  }

  private func nameEnd(from start: Int) -> Int? {
    var index = start
    while index < source.count {
      let byte = source[index]
      if byte < 0x80 {
        guard PythonText.isASCIIWord(byte) else { break }
        index += 1
      } else {
        guard let (scalar, width) = PythonText.scalar(source, at: index), scalar.properties.isXIDContinue else { break }
        index += width
      }
    }
    return index > start ? index : nil
  }

  /// The symbols by their one or two bytes.
  private static let symbols: [UInt16: Token.Symbol] = Dictionary(
    uniqueKeysWithValues: Token.Symbol.allCases.map { symbol in
      let bytes = Array(symbol.rawValue.utf8)
      return (key(bytes[0], bytes.count > 1 ? bytes[1] : 0), symbol)
    })

  private static func key(_ first: UInt8, _ second: UInt8) -> UInt16 { UInt16(first) << 8 | UInt16(second) }

  private mutating func symbol() throws {
    let start = position
    if let next = byte(start + 1), let symbol = Self.symbols[Self.key(source[start], next)] {
      position += 2
      tokens.append(Token(kind: .symbol(symbol), place: place(at: start)))
      return
    }
    guard let symbol = Self.symbols[Self.key(source[start], 0)] else {
      let shown = PythonText.scalar(source, at: start).map { String(Character($0.scalar)) } ?? "byte \(source[start])"
      throw SyntaxFailure("unexpected character '\(shown)'", at: place(at: start))
    }
    position += 1
    let place = place(at: start)
    switch symbol {
    case .leftBrace: openBrackets.append(.rightBrace)
    case .leftBracket: openBrackets.append(.rightBracket)
    case .leftParenthesis: openBrackets.append(.rightParenthesis)
    case .rightBrace, .rightBracket, .rightParenthesis:
      guard let expected = openBrackets.popLast() else {
        throw SyntaxFailure("unexpected '\(symbol.rawValue)'", at: place)
      }
      if expected != symbol {
        throw SyntaxFailure("unexpected '\(symbol.rawValue)', expected '\(expected.rawValue)'", at: place)
      }
    default: break
    }
    tokens.append(Token(kind: .symbol(symbol), place: place))
  }
}
