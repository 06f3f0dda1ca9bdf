/// Splits a template into text and tags, with Jinja's whitespace control as transformers sets it (trim_blocks and
/// lstrip_blocks on, the last line break of the source dropped).
///
/// Source: Jinja 3.1 `lexer.py`.
struct Lexer {
  let source: [UInt8]
  var position = 0
  var tokens: [Token] = []
  /// The brackets that are open inside the current tag; a tag cannot end while there are any.
  var openBrackets: [Token.Symbol] = []
  private var line: Int32 = 1
  private var lineStart = 0
  private var counted = 0

  /// - Parameter source: The template's bytes; line breaks of any kind become LF.
  init(_ source: [UInt8]) {
    var normalized: [UInt8] = []
    normalized.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      let byte = source[index]
      if byte == UInt8(ascii: "\r") {
        normalized.append(UInt8(ascii: "\n"))
        if index + 1 < source.count && source[index + 1] == UInt8(ascii: "\n") { index += 1 }
      } else {
        normalized.append(byte)
      }
      index += 1
    }
    if normalized.last == UInt8(ascii: "\n") { normalized.removeLast() }
    self.source = normalized
  }

  /// The place of a byte; calls must come with ascending offsets.
  mutating func place(at offset: Int) -> Place {
    while counted < offset {
      if source[counted] == UInt8(ascii: "\n") {
        line += 1
        lineStart = counted + 1
      }
      counted += 1
    }
    return Place(line: line, column: Int32(clamping: max(offset - lineStart, 0) + 1))
  }

  mutating func tokenize() throws -> [Token] {
    while position < source.count {
      guard let tag = nextTag(from: position) else {
        emitData(position..<source.count)
        position = source.count
        break
      }
      let sign = byte(tag + 2)
      let hasSign = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
      let textEnd = strippedEnd(position..<tag, sign: hasSign ? sign : nil, isVariable: source[tag + 1] == Self.brace)
      emitData(position..<textEnd)
      if let rawStart = rawTagEnd(at: tag) {
        try raw(from: rawStart, opened: tag)
        continue
      }
      position = tag + 2 + (hasSign ? 1 : 0)
      switch source[tag + 1] {
      case UInt8(ascii: "#"): try skipComment(opened: tag)
      case UInt8(ascii: "%"):
        tokens.append(Token(kind: .blockBegin, place: place(at: tag)))
        try readTag(closing: UInt8(ascii: "%"))
      default:
        tokens.append(Token(kind: .variableBegin, place: place(at: tag)))
        try readTag(closing: UInt8(ascii: "}"))
      }
    }
    tokens.append(Token(kind: .end, place: place(at: source.count)))
    return tokens
  }

  static let brace = UInt8(ascii: "{")

  func byte(_ index: Int) -> UInt8? { index >= 0 && index < source.count ? source[index] : nil }

  /// The offset of the next `{{`, `{%` or `{#`.
  private func nextTag(from start: Int) -> Int? {
    var index = start
    while index + 1 < source.count {
      if source[index] == Self.brace {
        let next = source[index + 1]
        if next == Self.brace || next == UInt8(ascii: "%") || next == UInt8(ascii: "#") { return index }
      }
      index += 1
    }
    return nil
  }

  /// Where text before a tag ends once the tag's sign and lstrip_blocks have taken their whitespace.
  private func strippedEnd(_ text: Range<Int>, sign: UInt8?, isVariable: Bool) -> Int {
    if sign == UInt8(ascii: "-") { return PythonText.endStrippingSpaces(source, text) }
    if sign != nil || isVariable { return text.upperBound }
    var lineBegin = text.upperBound
    while lineBegin > text.lowerBound && source[lineBegin - 1] != UInt8(ascii: "\n") { lineBegin -= 1 }
    let startsLine =
      lineBegin > text.lowerBound || text.lowerBound == 0 || source[text.lowerBound - 1] == UInt8(ascii: "\n")
    if startsLine && PythonText.endStrippingSpaces(source, lineBegin..<text.upperBound) == lineBegin {
      return lineBegin
    }
    return text.upperBound
  }

  private mutating func emitData(_ range: Range<Int>) {
    if range.isEmpty { return }
    tokens.append(Token(kind: .data(Array(source[range])), place: place(at: range.lowerBound)))
  }

  // MARK: Comments and raw blocks

  private mutating func skipComment(opened: Int) throws {
    var index = position
    while index + 1 < source.count {
      if source[index] == UInt8(ascii: "#") && source[index + 1] == UInt8(ascii: "}") {
        let sign = index > position ? source[index - 1] : 0
        position = index + 2
        if sign == UInt8(ascii: "-") {
          skipSpaces()
        } else if sign != UInt8(ascii: "+") {
          skipLineBreak()
        }
        return
      }
      index += 1
    }
    throw SyntaxFailure("missing end of comment tag", at: place(at: opened))
  }

  /// Where the text of a raw block begins, when a raw tag stands at `tag`.
  private func rawTagEnd(at tag: Int) -> Int? {
    guard source[tag + 1] == UInt8(ascii: "%"), let end = keywordEnd("raw", from: tag + 2) else { return nil }
    if matches("-%}", at: end) { return PythonText.startSkippingSpaces(source, (end + 3)..<source.count) }
    return matches("%}", at: end) ? end + 2 : nil
  }

  /// The offset after an optional sign, spaces, `keyword` and spaces.
  private func keywordEnd(_ keyword: StaticString, from start: Int) -> Int? {
    var index = start
    if let sign = byte(index), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { index += 1 }
    index = PythonText.startSkippingSpaces(source, index..<source.count)
    guard matches(keyword, at: index) else { return nil }
    return PythonText.startSkippingSpaces(source, (index + keyword.utf8CodeUnitCount)..<source.count)
  }

  private mutating func raw(from start: Int, opened: Int) throws {
    var index = start
    while index + 1 < source.count {
      if source[index] == Self.brace, source[index + 1] == UInt8(ascii: "%"),
        let end = keywordEnd("endraw", from: index + 2)
      {
        let isPlain = matches("%}", at: end)
        if isPlain || matches("-%}", at: end) || matches("+%}", at: end) {
          let sign = byte(index + 2)
          let hasSign = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
          emitData(start..<strippedEnd(start..<index, sign: hasSign ? sign : nil, isVariable: false))
          position = end + (isPlain ? 2 : 3)
          if isPlain { skipLineBreak() } else if source[end] == UInt8(ascii: "-") { skipSpaces() }
          return
        }
      }
      index += 1
    }
    throw SyntaxFailure("missing end of raw directive", at: place(at: opened))
  }

  // MARK: Small steps

  func matches(_ text: StaticString, at index: Int) -> Bool {
    if index + text.utf8CodeUnitCount > source.count { return false }
    return text.withUTF8Buffer { buffer in source[index...].starts(with: buffer) }
  }

  mutating func skipSpaces() { position = PythonText.startSkippingSpaces(source, position..<source.count) }

  mutating func skipLineBreak() {
    if byte(position) == UInt8(ascii: "\n") { position += 1 }
  }
}
