extension RegexParser {
  /// Reads what a backslash begins, outside of brackets.
  mutating func escape() throws -> RegexNode {
    let start = position
    if let set = try classEscape() { return .set(set) }
    guard let letter = peek(1) else { throw unsupported("a backslash at the end") }
    switch letter {
    case UInt32(ascii: "A"):
      position += 2
      return .textStart
    case UInt32(ascii: "z"):
      position += 2
      return .textEnd
    case UInt32(ascii: "Z"):
      position += 2
      return lastLineEnd
    case UInt32(ascii: "b"), UInt32(ascii: "B"):
      position += 2
      if dialect == .fancyRegex, current == UInt32(ascii: "{") {
        throw unsupported("a word boundary of a named kind", at: start)
      }
      return wordBoundary(isNegated: letter == UInt32(ascii: "B"))
    case UInt32(ascii: "O"):
      position += 2
      return .set(.all)
    case UInt32(ascii: "N"):
      position += 2
      return .set(types.lineFeed.inverted)
    case UInt32(ascii: "R"):
      position += 2
      return anyLineBreak
    case UInt32(ascii: "G"), UInt32(ascii: "K"), UInt32(ascii: "X"), UInt32(ascii: "k"), UInt32(ascii: "g"),
      UInt32(ascii: "y"), UInt32(ascii: "Y"), UInt32(ascii: "1")...UInt32(ascii: "9"):
      throw unsupported(Self.name(ofEscape: letter), at: start)
    default: return try literal(try characterEscape())
    }
  }

  private static func name(ofEscape letter: UInt32) -> String {
    let shown = Unicode.Scalar(letter).map { "\\\($0)" } ?? "an escape"
    switch letter {
    case UInt32(ascii: "1")...UInt32(ascii: "9"), UInt32(ascii: "k"): return "the reference \(shown) to a group"
    case UInt32(ascii: "g"): return "the call \(shown) of a group"
    default: return "the escape \(shown)"
    }
  }

  /// `\Z`: the end, or before the line feed that ends the text; Rust's before all of those.
  private var lastLineEnd: RegexNode {
    let lineFeeds = RegexNode.repeated(
      .set(types.lineFeed),
      RegexNode.Repetition(minimum: 0, maximum: dialect == .oniguruma ? 1 : nil, preference: .most))
    return .look(.sequence([lineFeeds, .textEnd]), RegexNode.Look(isAhead: true, isNegative: false))
  }

  private func wordBoundary(isNegated: Bool) -> RegexNode {
    let word = types.word
    let behind = isNegated ? RegexNode.notBehind(word) : .lookBehind(word)
    let notBehind = isNegated ? RegexNode.lookBehind(word) : .notBehind(word)
    return .alternatives([.sequence([behind, .notAhead(word)]), .sequence([notBehind, .lookAhead(word)])])
  }

  /// `\R`: a line break, of which `\r\n` is one that is not taken apart.
  private var anyLineBreak: RegexNode {
    let others = CodePointSet(0x0A...0x0D).union(CodePointSet(0x85)).union(CodePointSet(0x2028...0x2029))
    return .atomic(
      .alternatives([.sequence([.set(CodePointSet(0x0D)), .set(CodePointSet(0x0A))]), .set(others)]))
  }

  /// Reads an escape that names a class, such as `\s` or `\p{L}`; `nil` when another stands here.
  mutating func classEscape() throws -> CodePointSet? {
    guard let letter = peek(1) else { throw unsupported("a backslash at the end") }
    let set: CodePointSet
    switch letter {
    case UInt32(ascii: "d"), UInt32(ascii: "D"): set = types.digit
    case UInt32(ascii: "s"), UInt32(ascii: "S"): set = types.whitespace
    case UInt32(ascii: "w"), UInt32(ascii: "W"): set = classDepth > 0 ? types.wordInBrackets : types.word
    case UInt32(ascii: "h"), UInt32(ascii: "H"): set = types.hexadecimalDigit
    case UInt32(ascii: "p"), UInt32(ascii: "P"): return try propertyEscape()
    default: return nil
    }
    position += 2
    return letter & 0x20 == 0 ? set.inverted : set
  }

  /// Reads `\p{name}`, `\P{name}`, `\p{^name}` or `\pL`.
  private mutating func propertyEscape() throws -> CodePointSet? {
    let start = position
    var isNegated = peek(1) == UInt32(ascii: "P")
    guard let first = peek(2) else { throw unsupported("a property without a name") }
    var name: [UInt8] = []
    if first == UInt32(ascii: "{") {
      position += 3
      if take("^") { isNegated.toggle() }
      while let scalar = current, scalar != UInt32(ascii: "}") {
        UTF8Text.append(scalar, to: &name)
        position += 1
      }
      guard take("}") else { throw unsupported("a name of a property that is not closed", at: start) }
    } else {
      UTF8Text.append(first, to: &name)
      position += 3
    }
    guard var set = types.property(name, inBrackets: classDepth > 0) else {
      throw unsupported("the property \(quoted(name))", at: start)
    }
    // Oniguruma takes a property outside of brackets as it is.
    if options.ignoresCase, dialect == .fancyRegex { set = types.ignoringCase(set) }
    return isNegated ? set.inverted : set
  }

  /// Reads an escape that stands for one character.
  mutating func characterEscape() throws -> UInt32 {
    let start = position
    guard let letter = peek(1) else { throw unsupported("a backslash at the end") }
    position += 2
    switch letter {
    case UInt32(ascii: "n"): return 0x0A
    case UInt32(ascii: "r"): return 0x0D
    case UInt32(ascii: "t"): return 0x09
    case UInt32(ascii: "f"): return 0x0C
    case UInt32(ascii: "v"): return 0x0B
    case UInt32(ascii: "a"): return 0x07
    case UInt32(ascii: "e"): return 0x1B
    case UInt32(ascii: "b"): return 0x08
    case UInt32(ascii: "x"): return try hexadecimal(dialect == .oniguruma ? 1...2 : 2...2, from: start)
    case UInt32(ascii: "u"): return try hexadecimal(4...4, from: start)
    case UInt32(ascii: "U") where dialect == .fancyRegex: return try hexadecimal(8...8, from: start)
    case UInt32(ascii: "0")...UInt32(ascii: "7") where dialect == .oniguruma:
      position -= 1
      return try number(radix: 8, 1...3, from: start)
    case UInt32(ascii: "c"), UInt32(ascii: "C"), UInt32(ascii: "M"), UInt32(ascii: "o"):
      throw unsupported(Self.name(ofEscape: letter), at: start)
    default:
      let isWord = letter < 0x80 && (types.word.contains(letter)) && letter != UInt32(ascii: "_")
      if isWord, dialect == .fancyRegex { throw unsupported(Self.name(ofEscape: letter), at: start) }
      return letter
    }
  }

  /// Reads hexadecimal digits: as many as may stand, or any number of them in braces.
  private mutating func hexadecimal(_ count: ClosedRange<Int>, from start: Int) throws -> UInt32 {
    guard take("{") else {
      let value = try number(radix: 16, count, from: start)
      // Oniguruma takes it for a byte of the text.
      if dialect == .oniguruma, count.upperBound == 2, value > 0x7F {
        throw unsupported("a byte that is no character by itself", at: start)
      }
      return value
    }
    let value = try number(radix: 16, 1...8, from: start)
    guard take("}") else { throw unsupported("several characters in one escape", at: start) }
    return value
  }

  private mutating func number(radix: UInt32, _ count: ClosedRange<Int>, from start: Int) throws -> UInt32 {
    var value: UInt64 = 0
    var length = 0
    while length < count.upperBound, let scalar = current, let digit = Self.digit(scalar), digit < radix {
      value = value * UInt64(radix) + UInt64(digit)
      length += 1
      position += 1
    }
    guard length >= count.lowerBound, value < 0x110000, !(0xD800...0xDFFF).contains(value) else {
      throw unsupported("a number that stands for no character", at: start)
    }
    return UInt32(value)
  }

  private static func digit(_ scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0x30...0x39: scalar - 0x30
    case 0x41...0x46: scalar - 0x41 + 10
    case 0x61...0x66: scalar - 0x61 + 10
    default: nil
    }
  }
}
