import Diagnostics

/// Builds the statements of a template from its tokens.
///
/// Source: Jinja 3.1 `parser.py`, with the loopcontrols extension and the generation tag of transformers.
struct Parser {
  let tokens: [Token]
  let limits: Limits
  /// Owns the nodes of the tree.
  let nodes: NodeArena
  private let stack = StackBound.current
  var index = 0
  /// How deeply the parser itself has recursed.
  var depth = 0
  /// The tags that are open, for messages.
  var openTags: [String] = []

  init(_ tokens: [Token], limits: Limits, nodes: NodeArena) {
    self.tokens = tokens
    self.limits = limits
    self.nodes = nodes
  }

  mutating func parse() throws -> [StatementSyntax] { try parseBody(until: []) }

  // MARK: Tokens

  var current: Token { tokens[min(index, tokens.count - 1)] }

  var place: Place { current.place }

  var next: Token { tokens[min(index + 1, tokens.count - 1)] }

  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  func isName(_ name: String) -> Bool {
    if case .name(let found) = current.kind { return found == name }
    return false
  }

  func isSymbol(_ symbol: Token.Symbol) -> Bool { current.kind == .symbol(symbol) }

  mutating func skipName(_ name: String) -> Bool {
    if !isName(name) { return false }
    advance()
    return true
  }

  mutating func skipSymbol(_ symbol: Token.Symbol) -> Bool {
    if !isSymbol(symbol) { return false }
    advance()
    return true
  }

  mutating func expectSymbol(_ symbol: Token.Symbol) throws {
    if !skipSymbol(symbol) { throw unexpected(expected: "'\(symbol.rawValue)'") }
  }

  mutating func expectName() throws -> String {
    guard case .name(let name) = current.kind else { throw unexpected(expected: "a name") }
    advance()
    return name
  }

  mutating func expectName(_ name: String) throws {
    if !skipName(name) { throw unexpected(expected: "'\(name)'") }
  }

  mutating func expectBlockEnd() throws {
    guard case .blockEnd = current.kind else { throw unexpected(expected: "the end of the statement ('%}')") }
    advance()
  }

  func unexpected(expected: String) -> SyntaxFailure {
    SyntaxFailure("expected \(expected), got '\(current.description)'", at: place)
  }

  // MARK: Depth

  /// Goes one level deeper, or fails when the template nests too deeply.
  mutating func enter() throws {
    depth += 1
    if depth > limits.maximumTemplateParseDepth { throw tooDeep(depth) }
    try checkStack()
  }

  /// Fails when the stack of the running thread is nearly used up.
  func checkStack() throws {
    if !stack.hasRoom { throw SyntaxFailure(.stackLimit, at: place) }
  }

  mutating func leave() { depth -= 1 }

  func tooDeep(_ met: Int) -> SyntaxFailure {
    SyntaxFailure(
      .limit(
        "nested statements and expressions", value: limits.maximumTemplateParseDepth, met: met,
        flag: nil), at: place)
  }

  /// The expression, owned by the tree, once it is known not to nest too deeply.
  func checked(_ expression: ExpressionSyntax) throws -> ExpressionSyntax {
    nodes.keep(expression)
    if expression.height > limits.maximumTemplateParseDepth { throw tooDeep(expression.height) }
    return expression
  }

  // MARK: Bodies

  /// Parses statements until one of `ends` stands as the name of a tag; the name is current then.
  mutating func parseBody(until ends: [String]) throws -> [StatementSyntax] {
    try enter()
    defer { leave() }
    var body: [StatementSyntax] = []
    var output: [StatementSyntax.OutputItem] = []
    var outputPlace = place
    func flush() {
      if !output.isEmpty { body.append(StatementSyntax(.output(output), outputPlace)) }
      output = []
    }
    while true {
      if output.isEmpty { outputPlace = place }
      switch current.kind {
      case .end:
        if !ends.isEmpty { throw unclosed(ends) }
        flush()
        return body
      case .data(let bytes):
        output.append(.data(bytes))
        advance()
      case .variableBegin:
        advance()
        output.append(.expression(try parseTuple()))
        guard case .variableEnd = current.kind else {
          throw unexpected(expected: "the end of the print statement ('}}')")
        }
        advance()
      case .blockBegin:
        flush()
        advance()
        if case .name(let name) = current.kind, ends.contains(name) { return body }
        let statement = try parseStatement()
        nodes.keep(statement)
        body.append(statement)
        try expectBlockEnd()
      default:
        throw SyntaxFailure("unexpected '\(current.description)'", at: place)
      }
    }
  }

  private func unclosed(_ ends: [String]) -> SyntaxFailure {
    let wanted = ends.map { "'\($0)'" }.joined(separator: " or ")
    let innermost = openTags.last.map { "; the innermost block that needs to be closed is '\($0)'" } ?? ""
    return SyntaxFailure("unexpected end of template, looking for \(wanted)\(innermost)", at: place)
  }

  /// The body of a statement: an optional colon, the end of its tag, then statements until one of `ends`.
  mutating func parseStatements(until ends: [String]) throws -> [StatementSyntax] {
    _ = skipSymbol(.colon)
    try expectBlockEnd()
    return try parseBody(until: ends)
  }

  /// The same, with the name of the ending tag consumed.
  mutating func parseStatements(through end: String) throws -> [StatementSyntax] {
    let body = try parseStatements(until: [end])
    advance()
    return body
  }
}
