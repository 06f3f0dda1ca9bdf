extension RegexParser {
  /// Reads a class in brackets.
  mutating func bracketClass() throws -> CodePointSet {
    let start = position
    position += 1
    classDepth += 1
    defer { classDepth -= 1 }
    guard classDepth <= Self.maximumDepth else {
      throw unsupported("classes nested more than \(Self.maximumDepth) deep")
    }
    let isNegated = take("^")
    var result: CodePointSet?
    var operation = Operation.intersection
    var members = CodePointSet.empty
    var isFirst = true
    func closed(_ members: CodePointSet) -> CodePointSet {
      let folded =
        options.ignoresCase && (dialect == .fancyRegex || classDepth == 1) ? types.ignoringCase(members) : members
      guard let result else { return folded }
      return operation.apply(result, folded)
    }
    while true {
      guard let scalar = current else { throw unsupported("a class that is not closed", at: start) }
      if scalar == UInt32(ascii: "]"), !(isFirst && dialect == .fancyRegex) {
        if isFirst { throw unsupported("a class that begins with ]", at: start) }
        position += 1
        break
      }
      if let next = takeOperation() {
        result = closed(members)
        operation = next
        members = .empty
      } else {
        members = members.union(try classItem())
      }
      isFirst = false
    }
    let set = closed(members)
    if options.ignoresCase, dialect == .oniguruma, classDepth == 1, types.hasSeveralFolds(set) {
      throw unsupported("a class without regard to case in which one character folds to several", at: start)
    }
    return isNegated ? set.inverted : set
  }

  private enum Operation {
    case intersection, difference, symmetricDifference

    func apply(_ left: CodePointSet, _ right: CodePointSet) -> CodePointSet {
      switch self {
      case .intersection: left.intersection(right)
      case .difference: left.subtracting(right)
      case .symmetricDifference: left.symmetricDifference(right)
      }
    }
  }

  private mutating func takeOperation() -> Operation? {
    if dialect != .llamaCpp, take("&&") { return .intersection }
    guard dialect == .fancyRegex else { return nil }
    if take("--") { return .difference }
    return take("~~") ? .symmetricDifference : nil
  }

  /// Reads a nested class, an escape, a range or a character.
  private mutating func classItem() throws -> CodePointSet {
    if current == UInt32(ascii: "[") {
      if isAt("[:"), let named = try namedClass() { return named }
      return try bracketClass()
    }
    if current == UInt32(ascii: "\\"), let set = try classEscape() { return set }
    let start = position
    let lower = try classCharacter()
    guard current == UInt32(ascii: "-"), let next = peek(1), next != UInt32(ascii: "]"), next != UInt32(ascii: "["),
      !(dialect == .fancyRegex && next == UInt32(ascii: "-"))
    else { return CodePointSet(lower) }
    position += 1
    if current == UInt32(ascii: "\\"), try classEscape() != nil {
      throw unsupported("a range that ends with a class", at: start)
    }
    let upper = try classCharacter()
    guard lower <= upper else { throw unsupported("a range whose ends are in the wrong order", at: start) }
    return CodePointSet(lower...upper)
  }

  private mutating func classCharacter() throws -> UInt32 {
    guard let scalar = current else { throw unsupported("a class that is not closed") }
    if scalar == UInt32(ascii: "\\") { return try characterEscape() }
    position += 1
    return scalar
  }

  /// Reads `[:name:]` or `[:^name:]`; `nil` when it is none.
  private mutating func namedClass() throws -> CodePointSet? {
    let start = position
    position += 2
    let isNegated = take("^")
    var name: [UInt8] = []
    while let scalar = current, scalar >= UInt32(ascii: "a"), scalar <= UInt32(ascii: "z") {
      name.append(UInt8(truncatingIfNeeded: scalar))
      position += 1
    }
    guard take(":]") else {
      position = start
      return nil
    }
    guard let set = types.bracket(name) else {
      throw unsupported("the class [:\(String(decoding: name, as: UTF8.self)):]", at: start)
    }
    return isNegated ? set.inverted : set
  }
}
