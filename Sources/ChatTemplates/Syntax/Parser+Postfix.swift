/// What can stand after an operand: subscripts, calls, filters and tests.
extension Parser {
  mutating func parsePostfix(_ subject: ExpressionSyntax) throws -> ExpressionSyntax {
    var node = subject
    while true {
      if isSymbol(.dot) || isSymbol(.leftBracket) {
        node = try parseSubscript(node)
      } else if isSymbol(.leftParenthesis) {
        node = try parseCall(node)
      } else {
        return node
      }
    }
  }

  mutating func parseFilters(_ subject: ExpressionSyntax) throws -> ExpressionSyntax {
    var node = subject
    while true {
      if skipSymbol(.pipe) {
        node = try parseFilter(node)
      } else if isName("is") {
        node = try parseTest(node)
      } else if isSymbol(.leftParenthesis) {
        node = try parseCall(node)
      } else {
        return node
      }
    }
  }

  private mutating func parseCall(_ callee: ExpressionSyntax) throws -> ExpressionSyntax {
    let place = place
    return try checked(ExpressionSyntax(.call(callee, try parseArguments()), place))
  }

  private mutating func parseSubscript(_ subject: ExpressionSyntax) throws -> ExpressionSyntax {
    let place = place
    if skipSymbol(.dot) {
      let attribute = current
      advance()
      switch attribute.kind {
      case .name(let name): return try checked(ExpressionSyntax(.attribute(subject, name), place))
      case .integer(let value):
        let key = ExpressionSyntax(.constant(.integer(value)), attribute.place)
        return try checked(ExpressionSyntax(.item(subject, key), place))
      default: throw SyntaxFailure("expected a name or number after '.'", at: attribute.place)
      }
    }
    advance()
    var keys: [ExpressionSyntax] = []
    while !isSymbol(.rightBracket) {
      if !keys.isEmpty { try expectSymbol(.comma) }
      if let slice = try parseSlice(subject, place, &keys) {
        if !keys.isEmpty || !isSymbol(.rightBracket) {
          throw SyntaxFailure(.unsupported("a slice among several subscripts is not supported"), at: place)
        }
        advance()
        return slice
      }
    }
    advance()
    if keys.count == 1 { return try checked(ExpressionSyntax(.item(subject, keys[0]), place)) }
    return try checked(ExpressionSyntax(.item(subject, ExpressionSyntax(.tuple(keys), place)), place))
  }

  /// One subscript: appended to `keys`, or returned when it is a slice of `subject`.
  private mutating func parseSlice(
    _ subject: ExpressionSyntax, _ place: Place, _ keys: inout [ExpressionSyntax]
  ) throws -> ExpressionSyntax? {
    var start: ExpressionSyntax?
    if !isSymbol(.colon) {
      let first = try parseExpression()
      if !isSymbol(.colon) {
        keys.append(first)
        return nil
      }
      start = first
    }
    advance()
    let stop = try parseSlicePart()
    let step = skipSymbol(.colon) ? try parseSlicePart() : nil
    return try checked(ExpressionSyntax(.slice(subject, start: start, stop: stop, step: step), place))
  }

  private mutating func parseSlicePart() throws -> ExpressionSyntax? {
    isSymbol(.colon) || isSymbol(.rightBracket) || isSymbol(.comma) ? nil : try parseExpression()
  }

  /// A filter's name and arguments, after the `|`.
  mutating func parseFilter(_ subject: ExpressionSyntax?) throws -> ExpressionSyntax {
    let place = place
    let name = try parseDottedName()
    let arguments = isSymbol(.leftParenthesis) ? try parseArguments() : ArgumentsSyntax()
    return try checked(ExpressionSyntax(.filter(subject, name, arguments), place))
  }

  private mutating func parseDottedName() throws -> String {
    var name = try expectName()
    while skipSymbol(.dot) { name += "." + (try expectName()) }
    return name
  }

  private mutating func parseTest(_ subject: ExpressionSyntax) throws -> ExpressionSyntax {
    let place = place
    advance()
    let isNegated = skipName("not")
    let name = try parseDottedName()
    var arguments = ArgumentsSyntax()
    if isSymbol(.leftParenthesis) {
      arguments = try parseArguments()
    } else if startsTestArgument() {
      if isName("is") { throw SyntaxFailure("you cannot chain multiple tests with is", at: self.place) }
      arguments.positional = [try parsePostfix(try parsePrimary())]
    }
    let test = try checked(ExpressionSyntax(.test(subject, name, arguments), place))
    return isNegated ? try checked(ExpressionSyntax(.not(test), place)) : test
  }

  private func startsTestArgument() -> Bool {
    switch current.kind {
    case .name(let name): name != "else" && name != "or" && name != "and"
    case .string, .integer, .float, .symbol(.leftBracket), .symbol(.leftBrace): true
    default: false
    }
  }

  mutating func parseArguments() throws -> ArgumentsSyntax {
    let place = place
    try expectSymbol(.leftParenthesis)
    var arguments = ArgumentsSyntax()
    var isFirst = true
    func ensure(_ condition: Bool) throws {
      if !condition { throw SyntaxFailure("invalid syntax for function call expression", at: place) }
    }
    while !isSymbol(.rightParenthesis) {
      if !isFirst {
        try expectSymbol(.comma)
        if isSymbol(.rightParenthesis) { break }
      }
      isFirst = false
      if skipSymbol(.multiply) {
        try ensure(arguments.extraPositional == nil && arguments.extraKeywords == nil)
        arguments.extraPositional = try parseExpression()
      } else if skipSymbol(.power) {
        try ensure(arguments.extraKeywords == nil)
        arguments.extraKeywords = try parseExpression()
      } else if case .name(let name) = current.kind, next.kind == .symbol(.assign) {
        try ensure(arguments.extraKeywords == nil && !arguments.keywords.contains { $0.name == name })
        advance()
        advance()
        arguments.keywords.append((name, try parseExpression()))
      } else {
        try ensure(arguments.extraPositional == nil && arguments.extraKeywords == nil && arguments.keywords.isEmpty)
        arguments.positional.append(try parseExpression())
      }
    }
    advance()
    return arguments
  }
}
