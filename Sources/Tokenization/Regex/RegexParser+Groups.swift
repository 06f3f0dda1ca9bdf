extension RegexParser {
  /// Reads a group; `nil` for a comment or options that stand alone.
  mutating func group() throws -> RegexNode? {
    let start = position
    position += 1
    guard current == UInt32(ascii: "?") else {
      if current == UInt32(ascii: "*") {
        throw unsupported("a verb or callout (*…)", at: start)
      }
      captureCount += 1
      return try body(from: start)
    }
    position += 1
    if take(":") { return try body(from: start) }
    if take(">") { return .atomic(try body(from: start)) }
    if take("=") { return try look(isAhead: true, isNegative: false, from: start) }
    if take("!") { return try look(isAhead: true, isNegative: true, from: start) }
    if take("<=") { return try look(isAhead: false, isNegative: false, from: start) }
    if take("<!") { return try look(isAhead: false, isNegative: true, from: start) }
    if take("#") { return try comment(from: start) }
    if isAt("<") || (dialect == .fancyRegex && take("P") && isAt("<")) {
      try skipName(from: start)
      return try body(from: start)
    }
    return try optionGroup(from: start)
  }

  private mutating func body(from start: Int) throws -> RegexNode {
    let node = try alternatives()
    guard take(")") else { throw unsupported("a group that is not closed", at: start) }
    return node
  }

  private mutating func look(isAhead: Bool, isNegative: Bool, from start: Int) throws -> RegexNode {
    .look(try body(from: start), RegexNode.Look(isAhead: isAhead, isNegative: isNegative))
  }

  private mutating func comment(from start: Int) throws -> RegexNode? {
    while let scalar = current, scalar != UInt32(ascii: ")") {
      position += dialect == .oniguruma && scalar == UInt32(ascii: "\\") ? 2 : 1
    }
    guard take(")") else { throw unsupported("a comment that is not closed", at: start) }
    return nil
  }

  private mutating func skipName(from start: Int) throws {
    hasNames = true
    if hasReferences { throw unsupported("a reference to a group beside groups with names", at: start) }
    captureCount += 1
    position += 1
    while let scalar = current, scalar != UInt32(ascii: ">") { position += 1 }
    guard take(">") else { throw unsupported("a name of a group that is not closed", at: start) }
  }

  /// Reads `(?i)`, which counts up to the end of the group at hand, or `(?i:…)`.
  private mutating func optionGroup(from start: Int) throws -> RegexNode? {
    var changed = options
    var isOn = true
    while let scalar = current, scalar != UInt32(ascii: ")"), scalar != UInt32(ascii: ":") {
      position += 1
      if scalar == UInt32(ascii: "-") {
        isOn = false
      } else if !set(scalar, isOn, in: &changed) {
        throw unsupported("the group \(name(ofGroupFrom: start))", at: start)
      }
    }
    let outer = options
    if take(":") {
      options = changed
      defer { options = outer }
      return try body(from: start)
    }
    guard take(")") else { throw unsupported("a group that is not closed", at: start) }
    options = changed
    // In Ruby's syntax the rest of the group, with its alternatives, is one thing.
    guard dialect == .oniguruma else { return nil }
    defer { options = outer }
    return try alternatives()
  }

  private func name(ofGroupFrom start: Int) -> String {
    let shown = scalars[start..<min(position, scalars.count)].compactMap { Unicode.Scalar($0) }
    return String(String.UnicodeScalarView(shown)) + "…"
  }

  private func set(_ letter: UInt32, _ isOn: Bool, in options: inout Options) -> Bool {
    switch (letter, dialect) {
    case (UInt32(ascii: "i"), _): options.ignoresCase = isOn
    case (UInt32(ascii: "x"), _): options.ignoresSpace = isOn
    case (UInt32(ascii: "m"), .oniguruma), (UInt32(ascii: "s"), .fancyRegex): options.dotTakesLineFeed = isOn
    case (UInt32(ascii: "m"), .fancyRegex): options.matchesLines = isOn
    case (UInt32(ascii: "u"), .fancyRegex): return isOn
    default: return false
    }
    return true
  }
}
