/// The statements of a template.
extension Parser {
  mutating func parseStatement() throws -> StatementSyntax {
    guard case .name(let tag) = current.kind else { throw SyntaxFailure("a tag name was expected", at: place) }
    let place = place
    openTags.append(tag)
    defer { openTags.removeLast() }
    switch tag {
    case "set": return try parseSet(place)
    case "if": return try parseIf(place)
    case "for": return try parseFor(place)
    case "macro": return try parseMacro(place)
    case "call": return try parseCallBlock(place)
    case "filter": return try parseFilterBlock(place)
    case "with": return try parseWith(place)
    case "print": return try parsePrint(place)
    case "generation": return try parseGeneration(place)
    case "break":
      advance()
      return StatementSyntax(.breakLoop, place)
    case "continue":
      advance()
      return StatementSyntax(.continueLoop, place)
    case "include", "import", "from", "extends":
      throw SyntaxFailure(.unsupported("'\(tag)' would read another template, which a chat template cannot"), at: place)
    case "block":
      throw SyntaxFailure(
        .unsupported("'block' serves template inheritance, which a chat template cannot use"), at: place)
    case "autoescape":
      throw SyntaxFailure(.unsupported("'autoescape' is for HTML; a chat template is plain text"), at: place)
    default:
      throw SyntaxFailure("encountered unknown tag '\(tag)'", at: place)
    }
  }

  private mutating func parseSet(_ place: Place) throws -> StatementSyntax {
    advance()
    let target = try parseTarget(allowsNamespace: true)
    if skipSymbol(.assign) { return StatementSyntax(.set(target, try parseTuple()), place) }
    var filter: ExpressionSyntax?
    while skipSymbol(.pipe) { filter = try parseFilter(filter) }
    return StatementSyntax(.setBlock(target, filter: filter, body: try parseStatements(through: "endset")), place)
  }

  private mutating func parseIf(_ place: Place) throws -> StatementSyntax {
    var branches: [(test: ExpressionSyntax, body: [StatementSyntax])] = []
    while true {
      advance()
      let test = try parseTuple(allowsConditional: false)
      branches.append((test, try parseStatements(until: ["elif", "else", "endif"])))
      if isName("elif") { continue }
      let hasElse = isName("else")
      advance()
      let otherwise = hasElse ? try parseStatements(through: "endif") : []
      return StatementSyntax(.conditional(branches, otherwise: otherwise), place)
    }
  }

  private mutating func parseFor(_ place: Place) throws -> StatementSyntax {
    advance()
    let target = try parseTarget(endsAtIn: true)
    try expectName("in")
    let sequence = try parseTuple(allowsConditional: false, endsAtRecursive: true)
    let test = skipName("if") ? try parseExpression() : nil
    let isRecursive = skipName("recursive")
    let body = try parseStatements(until: ["endfor", "else"])
    let hasElse = isName("else")
    advance()
    let otherwise = hasElse ? try parseStatements(through: "endfor") : []
    let loop = LoopSyntax(
      target: target, sequence: sequence, test: test, isRecursive: isRecursive, body: body, otherwise: otherwise)
    return StatementSyntax(.loop(loop), place)
  }

  private mutating func parseMacro(_ place: Place) throws -> StatementSyntax {
    advance()
    let name = try parseNameTarget()
    let (parameters, defaults) = try parseSignature()
    let body = try parseStatements(through: "endmacro")
    return StatementSyntax(.macro(name, MacroSyntax(parameters: parameters, defaults: defaults, body: body)), place)
  }

  private mutating func parseCallBlock(_ place: Place) throws -> StatementSyntax {
    advance()
    let (parameters, defaults) = isSymbol(.leftParenthesis) ? try parseSignature() : ([], [])
    let call = try parseExpression()
    guard case .call = call.kind else { throw SyntaxFailure("expected call", at: place) }
    let body = try parseStatements(through: "endcall")
    let macro = MacroSyntax(parameters: parameters, defaults: defaults, body: body)
    return StatementSyntax(.callBlock(macro, call: call), place)
  }

  private mutating func parseFilterBlock(_ place: Place) throws -> StatementSyntax {
    advance()
    var filter = try parseFilter(nil)
    while skipSymbol(.pipe) { filter = try parseFilter(filter) }
    return StatementSyntax(.filterBlock(filter, body: try parseStatements(through: "endfilter")), place)
  }

  private mutating func parseWith(_ place: Place) throws -> StatementSyntax {
    advance()
    var pairs: [(target: Target, value: ExpressionSyntax)] = []
    while current.kind != .blockEnd {
      if !pairs.isEmpty { try expectSymbol(.comma) }
      let target = try parseTarget()
      try expectSymbol(.assign)
      pairs.append((target, try parseExpression()))
    }
    return StatementSyntax(.with(pairs, body: try parseStatements(through: "endwith")), place)
  }

  private mutating func parsePrint(_ place: Place) throws -> StatementSyntax {
    advance()
    var items: [StatementSyntax.OutputItem] = []
    while current.kind != .blockEnd {
      if !items.isEmpty { try expectSymbol(.comma) }
      items.append(.expression(try parseExpression()))
    }
    return StatementSyntax(.output(items), place)
  }

  private mutating func parseGeneration(_ place: Place) throws -> StatementSyntax {
    advance()
    let body = try parseStatements(through: "endgeneration")
    return StatementSyntax(.generation(MacroSyntax(parameters: [], defaults: [], body: body)), place)
  }

  private mutating func parseSignature() throws -> ([(name: String, place: Place)], [ExpressionSyntax]) {
    try expectSymbol(.leftParenthesis)
    var parameters: [(name: String, place: Place)] = []
    var defaults: [ExpressionSyntax] = []
    while !isSymbol(.rightParenthesis) {
      if !parameters.isEmpty { try expectSymbol(.comma) }
      let place = place
      let name = try parseNameTarget()
      if parameters.contains(where: { $0.name == name }) {
        throw SyntaxFailure("the parameter '\(name)' stands twice", at: place)
      }
      if skipSymbol(.assign) {
        defaults.append(try parseExpression())
      } else if !defaults.isEmpty {
        throw SyntaxFailure("a parameter without default follows one with a default", at: place)
      }
      parameters.append((name, place))
    }
    advance()
    return (parameters, defaults)
  }

  // MARK: Targets

  private static let constantNames: Set<String> = ["true", "false", "none", "True", "False", "None"]

  private mutating func parseNameTarget() throws -> String {
    let place = place
    let name = try expectName()
    if Self.constantNames.contains(name) { throw SyntaxFailure("cannot assign to '\(name)'", at: place) }
    return name
  }

  mutating func parseTarget(allowsNamespace: Bool = false, endsAtIn: Bool = false) throws -> Target {
    let place = place
    var targets: [Target] = []
    var isTuple = false
    while true {
      if !targets.isEmpty { try expectSymbol(.comma) }
      if isTargetEnd(endsAtIn) { break }
      targets.append(try parseSingleTarget(allowsNamespace: allowsNamespace))
      if !isSymbol(.comma) { break }
      isTuple = true
    }
    if isTuple {
      let target = Target(.tuple(targets), place)
      nodes.keep(target)
      return target
    }
    guard let only = targets.first else { throw unexpected(expected: "a name to assign to") }
    return only
  }

  private func isTargetEnd(_ endsAtIn: Bool) -> Bool {
    current.kind == .blockEnd || current.kind == .variableEnd || isSymbol(.rightParenthesis)
      || (endsAtIn && isName("in"))
  }

  private mutating func parseSingleTarget(allowsNamespace: Bool) throws -> Target {
    let place = place
    if skipSymbol(.leftParenthesis) {
      try enter()
      defer { leave() }
      if skipSymbol(.rightParenthesis) { return Target(.tuple([]), place) }
      let inner = try parseTarget()
      try expectSymbol(.rightParenthesis)
      return inner
    }
    let name = try parseNameTarget()
    if allowsNamespace && skipSymbol(.dot) {
      return Target(.namespace(name, attribute: try expectName()), place)
    }
    return Target(.name(name), place)
  }
}
