/// The expressions of a template.
extension Parser {
  /// How tightly operators bind, loosest first.
  private enum Precedence: Int, Comparable {
    case or, and, comparison, sum, concatenation, product, power, operand

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

    var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .operand }
  }

  /// An expression, or a tuple of them where commas part them.
  mutating func parseTuple(
    allowsConditional: Bool = true, endsAtRecursive: Bool = false, isParenthesized: Bool = false
  ) throws -> ExpressionSyntax {
    let place = place
    var items: [ExpressionSyntax] = []
    var isTuple = false
    while true {
      if !items.isEmpty { try expectSymbol(.comma) }
      if isTupleEnd(endsAtRecursive) { break }
      items.append(try parseExpression(allowsConditional: allowsConditional))
      if !isSymbol(.comma) { break }
      isTuple = true
    }
    if !isTuple {
      if let only = items.first { return only }
      if !isParenthesized { throw unexpected(expected: "an expression") }
    }
    return try checked(ExpressionSyntax(.tuple(items), place))
  }

  private func isTupleEnd(_ endsAtRecursive: Bool) -> Bool {
    current.kind == .variableEnd || current.kind == .blockEnd || isSymbol(.rightParenthesis)
      || (endsAtRecursive && isName("recursive"))
  }

  mutating func parseExpression(allowsConditional: Bool = true) throws -> ExpressionSyntax {
    try enter()
    defer { leave() }
    let place = place
    var result = try parseBinary(.or)
    while allowsConditional && skipName("if") {
      let test = try parseBinary(.or)
      let otherwise = skipName("else") ? try parseExpression() : nil
      result = try checked(ExpressionSyntax(.conditional(test: test, then: result, otherwise: otherwise), place))
    }
    return result
  }

  private func precedence() -> Precedence? {
    switch current.kind {
    case .name(let name):
      switch name {
      case "or": return .or
      case "and": return .and
      case "in": return .comparison
      case "not":
        if case .name("in") = next.kind { return .comparison }
        return nil
      default: return nil
      }
    case .symbol(let symbol):
      switch symbol {
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return .comparison
      case .add, .subtract: return .sum
      case .tilde: return .concatenation
      case .multiply, .divide, .floorDivide, .modulo: return .product
      case .power: return .power
      default: return nil
      }
    default: return nil
    }
  }

  private mutating func parseBinary(_ minimum: Precedence) throws -> ExpressionSyntax {
    try checkStack()
    let place = place
    var left = minimum <= .comparison && isName("not") ? try parseNot() : try parseUnary()
    while let found = precedence(), found >= minimum, found != .operand {
      left = try parseChain(left, found, place)
    }
    return left
  }

  private mutating func parseNot() throws -> ExpressionSyntax {
    try enter()
    defer { leave() }
    let place = place
    advance()
    let operand = isName("not") ? try parseNot() : try parseBinary(.comparison)
    return try checked(ExpressionSyntax(.not(operand), place))
  }

  /// All operators of one precedence after `first`.
  private mutating func parseChain(
    _ first: ExpressionSyntax, _ level: Precedence, _ place: Place
  ) throws -> ExpressionSyntax {
    var operands: [ExpressionSyntax] = [first]
    var arithmetic: [ArithmeticSyntax] = []
    var comparisons: [ComparisonSyntax] = []
    let operatorPlace = self.place
    while precedence() == level {
      let comparison = level == .comparison ? takeComparison() : nil
      let symbol = current.kind
      let place = self.place
      if comparison == nil { advance() }
      let operand = try parseBinary(level.tighter)
      if let comparison {
        comparisons.append(ComparisonSyntax(operation: comparison, operand: operand))
      } else if case .symbol(let symbol) = symbol, let found = ArithmeticOperator(rawValue: symbol.rawValue) {
        arithmetic.append(ArithmeticSyntax(operation: found, operand: operand, place: place))
      } else {
        operands.append(operand)
      }
    }
    let kind: ExpressionSyntax.Kind =
      switch level {
      case .or: .or(operands)
      case .and: .and(operands)
      case .comparison: .comparison(first, comparisons)
      case .concatenation: .concatenation(operands)
      default: .arithmetic(first, arithmetic)
      }
    return try checked(ExpressionSyntax(kind, operatorPlace))
  }

  private mutating func takeComparison() -> ComparisonOperator? {
    switch current.kind {
    case .name("in"):
      advance()
      return .contained
    case .name:
      advance()
      advance()
      return .notContained
    case .symbol(let symbol):
      advance()
      return ComparisonOperator(rawValue: symbol.rawValue)
    default: return nil
    }
  }

  private mutating func parseUnary(allowsFilter: Bool = true) throws -> ExpressionSyntax {
    let place = place
    var node: ExpressionSyntax
    if isSymbol(.subtract) || isSymbol(.add) {
      try enter()
      defer { leave() }
      let sign: ArithmeticOperator = isSymbol(.subtract) ? .subtract : .add
      advance()
      node = try checked(ExpressionSyntax(.sign(sign, try parseUnary(allowsFilter: false)), place))
    } else {
      node = try parsePrimary()
    }
    node = try parsePostfix(node)
    return allowsFilter ? try parseFilters(node) : node
  }

  mutating func parsePrimary() throws -> ExpressionSyntax {
    let token = current
    let place = token.place
    switch token.kind {
    case .name(let name):
      advance()
      switch name {
      case "true", "True": return ExpressionSyntax(.constant(.bool(true)), place)
      case "false", "False": return ExpressionSyntax(.constant(.bool(false)), place)
      case "none", "None": return ExpressionSyntax(.constant(.none), place)
      default: return ExpressionSyntax(.name(name), place)
      }
    case .string(var bytes):
      advance()
      while case .string(let more) = current.kind {
        bytes += more
        advance()
      }
      return ExpressionSyntax(.constant(.string(TemplateString(bytes))), place)
    case .integer(let value):
      advance()
      return ExpressionSyntax(.constant(.integer(value)), place)
    case .float(let value):
      advance()
      return ExpressionSyntax(.constant(.float(value)), place)
    case .symbol(.leftParenthesis):
      advance()
      let inner = try parseTuple(isParenthesized: true)
      try expectSymbol(.rightParenthesis)
      return inner
    case .symbol(.leftBracket): return try parseList()
    case .symbol(.leftBrace): return try parseDictionary()
    default: throw SyntaxFailure("unexpected '\(token.description)'", at: place)
    }
  }

  private mutating func parseList() throws -> ExpressionSyntax {
    let place = place
    advance()
    var items: [ExpressionSyntax] = []
    while !isSymbol(.rightBracket) {
      if !items.isEmpty { try expectSymbol(.comma) }
      if isSymbol(.rightBracket) { break }
      items.append(try parseExpression())
    }
    advance()
    return try checked(ExpressionSyntax(.list(items), place))
  }

  private mutating func parseDictionary() throws -> ExpressionSyntax {
    let place = place
    advance()
    var pairs: [(key: ExpressionSyntax, value: ExpressionSyntax)] = []
    while !isSymbol(.rightBrace) {
      if !pairs.isEmpty { try expectSymbol(.comma) }
      if isSymbol(.rightBrace) { break }
      let key = try parseExpression()
      try expectSymbol(.colon)
      pairs.append((key, try parseExpression()))
    }
    advance()
    return try checked(ExpressionSyntax(.dictionary(pairs), place))
  }
}
