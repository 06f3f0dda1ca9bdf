/// What the escapes and names for classes of characters mean in a dialect.
struct RegexCharacterTypes {
  let dialect: RegexDialect
  private let unicode = UnicodeProperties.shared

  init(_ dialect: RegexDialect) { self.dialect = dialect }

  var digit: CodePointSet { dialect == .llamaCpp ? CodePointSet(0x30...0x39) : unicode.category("nd") }

  var whitespace: CodePointSet {
    dialect == .llamaCpp ? LlamaCppCharacters.shared.whitespace : unicode.property("whitespace")
  }

  var hexadecimalDigit: CodePointSet { unicode.property("asciihexdigit") }
  var lineFeed: CodePointSet { CodePointSet(0x0A) }

  /// `\w` as it stands in brackets, and `[:word:]`.
  var wordInBrackets: CodePointSet {
    if dialect == .llamaCpp { return Self.asciiBracket(Array("word".utf8)) ?? .empty }
    let common = unicode.property("alphabetic").union(unicode.category("m")).union(unicode.category("nd"))
      .union(unicode.category("pc"))
    return dialect == .fancyRegex ? common.union(unicode.property("joincontrol")) : common
  }

  /// `\w` by itself, and what `\b` stands beside.
  ///
  /// Oniguruma has a table of its own for the first 256 characters, in which numbers such as `²` and `½` are of words.
  var word: CodePointSet {
    if dialect != .oniguruma { return wordInBrackets }
    return wordInBrackets.union(unicode.category("no").intersection(CodePointSet(0...0xFF)))
  }

  /// The class that `\p{name}` names, or `nil` when the dialect has none.
  ///
  /// - Source: Oniguruma's `doc/UNICODE_PROPERTIES`; `unicode.rs` of Rust's `regex-syntax`.
  func property(_ written: [UInt8], inBrackets: Bool) -> CodePointSet? {
    let name = PropertyName.folded(written)
    switch dialect {
    case .oniguruma:
      if !inBrackets, name == Array("word".utf8) { return word }
      return name == Array("punct".utf8) ? find(name) : bracket(name) ?? find(name)
    case .llamaCpp: return llamaCppProperty(written)
    case .fancyRegex:
      if let separator = name.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) {
        return assigned(name[..<separator], Array(name[(separator + 1)...]))
      }
      return find(name.starts(with: "is".utf8) && name != Array("isc".utf8) ? Array(name.dropFirst(2)) : name)
    }
  }

  /// llama.cpp knows a few categories; to it, all kinds of letters are letters.
  private func llamaCppProperty(_ name: [UInt8]) -> CodePointSet? {
    let characters = LlamaCppCharacters.shared
    switch String(decoding: name, as: UTF8.self) {
    case "L", "Lu", "Ll", "Lt", "Lm", "Lo": return characters.set(.letter)
    case "N": return characters.set(.number)
    case "P": return characters.set(.punctuation)
    case "M": return characters.set(.mark)
    case "S": return characters.set(.symbol)
    default: return nil
    }
  }

  /// To llama.cpp's patterns all white space beyond ASCII is a vertical tab.
  func withWhitespaceJoined(_ set: CodePointSet) -> CodePointSet {
    let joined = whitespace.intersection(CodePointSet(0x80...0x10FFFF))
    return set.contains(0x0B) ? set.union(joined) : set.subtracting(joined)
  }

  private func find(_ name: [UInt8]) -> CodePointSet? {
    if name == Array("any".utf8) { return .all }
    if name == Array("assigned".utf8) { return unicode.category("cn").inverted }
    if name == Array("ascii".utf8) { return CodePointSet(0...0x7F) }
    // Of names that are both, the category counts.
    return unicode.category(name) ?? unicode.property(name) ?? unicode.script(name) ?? Self.punctuation(name, unicode)
  }

  private static func punctuation(_ name: [UInt8], _ unicode: UnicodeProperties) -> CodePointSet? {
    if name == Array("punct".utf8) { return unicode.category("p") }
    if name == Array("cntrl".utf8) { return unicode.category("cc") }
    return name == Array("digit".utf8) ? unicode.category("nd") : nil
  }

  private func assigned(_ name: ArraySlice<UInt8>, _ value: [UInt8]) -> CodePointSet? {
    let isNegated = name.last == UInt8(ascii: "!")
    let key = isNegated ? name.dropLast() : name
    let found: CodePointSet?
    if key.elementsEqual("gc".utf8) || key.elementsEqual("generalcategory".utf8) {
      found = unicode.category(value)
    } else if key.elementsEqual("sc".utf8) || key.elementsEqual("script".utf8) {
      found = unicode.script(value)
    } else {
      return nil
    }
    return isNegated ? found?.inverted : found
  }

  /// The class that `[:name:]` names, or `nil` when there is none.
  func bracket(_ name: [UInt8]) -> CodePointSet? {
    dialect == .oniguruma ? unicodeBracket(name) : Self.asciiBracket(name)
  }

  private static func asciiBracket(_ name: [UInt8]) -> CodePointSet? {
    let upper = CodePointSet(0x41...0x5A)
    let lower = CodePointSet(0x61...0x7A)
    let digit = CodePointSet(0x30...0x39)
    switch String(decoding: name, as: UTF8.self) {
    case "alnum": return upper.union(lower).union(digit)
    case "alpha": return upper.union(lower)
    case "ascii": return CodePointSet(0...0x7F)
    case "blank": return CodePointSet(0x20).union(CodePointSet(0x09))
    case "cntrl": return CodePointSet(0...0x1F).union(CodePointSet(0x7F))
    case "digit": return digit
    case "graph": return CodePointSet(0x21...0x7E)
    case "lower": return lower
    case "print": return CodePointSet(0x20...0x7E)
    case "punct": return CodePointSet(0x21...0x7E).subtracting(upper.union(lower).union(digit))
    case "space": return CodePointSet(0x09...0x0D).union(CodePointSet(0x20))
    case "upper": return upper
    case "word": return upper.union(lower).union(digit).union(CodePointSet(0x5F))
    case "xdigit": return digit.union(CodePointSet(0x41...0x46)).union(CodePointSet(0x61...0x66))
    default: return nil
    }
  }

  /// - Source: section 6 of Oniguruma's `doc/RE`.
  private func unicodeBracket(_ name: [UInt8]) -> CodePointSet? {
    switch String(decoding: name, as: UTF8.self) {
    case "alnum": return unicode.property("alphabetic").union(digit)
    case "alpha": return unicode.property("alphabetic")
    case "ascii": return CodePointSet(0...0x7F)
    case "blank": return unicode.category("zs").union(CodePointSet(0x09))
    case "cntrl": return unicode.category("cc")
    case "digit": return digit
    case "graph": return graph
    case "lower": return unicode.property("lowercase")
    case "print": return graph.union(unicode.category("zs"))
    case "punct": return unicode.category("p").union(unicode.category("s"))
    case "space": return whitespace
    case "upper": return unicode.property("uppercase")
    case "word": return wordInBrackets
    case "xdigit": return hexadecimalDigit
    default: return nil
    }
  }

  private var graph: CodePointSet {
    whitespace.union(unicode.category("cc")).union(unicode.category("cn")).inverted
  }
}

extension RegexCharacterTypes {
  func ignoringCase(_ set: CodePointSet) -> CodePointSet { UnicodeProperties.shared.ignoringCase(set) }

  /// Whether a character folds to several.
  func foldsToSeveral(_ character: UInt32) -> Bool { UnicodeProperties.shared.severalFolds[character] != nil }

  /// Whether some character of `set` folds to several.
  func hasSeveralFolds(_ set: CodePointSet) -> Bool {
    UnicodeProperties.shared.severalFolds.keys.contains { set.contains($0) }
  }

  /// Whether some character folds to what `text` ends with.
  func endsWithSeveralFold(_ text: [UInt32]) -> Bool {
    let unicode = UnicodeProperties.shared
    return unicode.severalFolds.values.contains { fold in
      text.count >= fold.count
        && zip(text.suffix(fold.count), fold).allSatisfy { unicode.ignoringCase($0).contains($1) }
    }
  }
}
