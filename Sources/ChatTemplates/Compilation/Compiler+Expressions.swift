/// The expressions.
extension Compiler {
  mutating func expression(_ syntax: ExpressionSyntax, _ scope: Scope) throws -> any ExpressionNode {
    try enter(syntax.place)
    defer { leave() }
    let node = try unguardedNode(syntax, scope)
    nodes.keep(node)
    if !needsGuard { return node }
    let guarded = GuardedExpressionNode(node)
    nodes.keep(guarded)
    return guarded
  }

  private mutating func unguardedNode(_ syntax: ExpressionSyntax, _ scope: Scope) throws -> any ExpressionNode {
    let place = syntax.place
    switch syntax.kind {
    case .constant(let value): return ConstantNode(value)
    case .name(let name): return NameNode(name, reference(to: name, scope))
    case .tuple(let items): return SequenceNode(try expressions(items, scope), .tuple)
    case .list(let items): return SequenceNode(try expressions(items, scope), .list)
    case .dictionary(let pairs):
      var nodes: [(key: any ExpressionNode, value: any ExpressionNode)] = []
      for pair in pairs { nodes.append((try expression(pair.key, scope), try expression(pair.value, scope))) }
      return DictionaryNode(nodes, place)
    case .sign(let sign, let operand): return SignNode(sign, try expression(operand, scope), place)
    case .not(let operand): return NotNode(try expression(operand, scope))
    case .and(let operands): return LogicNode(endingAt: false, try expressions(operands, scope))
    case .or(let operands): return LogicNode(endingAt: true, try expressions(operands, scope))
    case .concatenation(let operands): return ConcatenationNode(try expressions(operands, scope), place)
    case .arithmetic(let first, let rest):
      let start = try expression(first, scope)
      if rest.allSatisfy({ $0.operation == .add }) {
        return SumNode(start, try rest.map { (try expression($0.operand, scope), $0.place) })
      }
      return ArithmeticNode(start, try rest.map { ($0.operation, try expression($0.operand, scope), $0.place) })
    case .comparison(let first, let rest):
      let start = try expression(first, scope)
      return ComparisonNode(start, try rest.map { ($0.operation, try expression($0.operand, scope)) }, place)
    case .conditional(let test, let then, let otherwise):
      return try conditional(test, then, otherwise, scope, place)
    default: return try postfix(syntax, scope)
    }
  }

  private mutating func expressions(
    _ items: [ExpressionSyntax], _ scope: Scope
  ) throws -> [any ExpressionNode] {
    var nodes: [any ExpressionNode] = []
    nodes.reserveCapacity(items.count)
    for item in items { nodes.append(try expression(item, scope)) }
    return nodes
  }

  private mutating func conditional(
    _ test: ExpressionSyntax, _ then: ExpressionSyntax, _ otherwise: ExpressionSyntax?, _ scope: Scope, _ place: Place
  ) throws -> any ExpressionNode {
    let kept = isSoft
    isSoft = true
    defer { isSoft = kept }
    let testNode = try expression(test, scope)
    let thenNode = try expression(then, scope)
    let missing = TemplateUndefined(
      .hint("the inline if-expression evaluated to false and no else section was defined"))
    let otherwiseNode = try otherwise.map { try expression($0, scope) } ?? ConstantNode(.undefined(missing))
    return ConditionalNode(test: testNode, then: thenNode, otherwise: otherwiseNode)
  }

  private mutating func postfix(_ syntax: ExpressionSyntax, _ scope: Scope) throws -> any ExpressionNode {
    let place = syntax.place
    switch syntax.kind {
    case .attribute(let subject, let name):
      return PostfixNode(try expression(subject, scope), .attribute(MemberName(name)), place)
    case .item(let subject, let key):
      let node = try expression(subject, scope)
      if case .constant(.string(let text)) = key.kind { return PostfixNode(node, .namedItem(MemberName(text)), place) }
      return PostfixNode(node, .item(try expression(key, scope)), place)
    case .slice(let subject, let start, let stop, let step):
      let node = try expression(subject, scope)
      let operation = PostfixNode.Operation.slice(
        start: try start.map { try expression($0, scope) }, stop: try stop.map { try expression($0, scope) },
        step: try step.map { try expression($0, scope) })
      return PostfixNode(node, operation, place)
    case .call(let callee, let arguments):
      if case .attribute(let subject, let name) = callee.kind {
        let node = try expression(subject, scope)
        return PostfixNode(node, .method(MemberName(name), try self.arguments(arguments, scope)), place)
      }
      let node = try expression(callee, scope)
      return PostfixNode(node, .call(try self.arguments(arguments, scope)), place)
    case .filter(let subject, let name, let arguments):
      let node = try subject.map { try expression($0, scope) } ?? CapturedTextNode()
      let values = try self.arguments(arguments, scope)
      if let filter = Filters.named(name) { return PostfixNode(node, .filter(filter, values), place) }
      return try unknown("no filter named '\(name)'", place)
    case .test(let subject, let name, let arguments):
      let node = try expression(subject, scope)
      let values = try self.arguments(arguments, scope)
      if let test = Tests.named(name) { return PostfixNode(node, .test(test, values), place) }
      return try unknown("no test named '\(name)'", place)
    default: throw SyntaxFailure("an expression was expected", at: place)
    }
  }

  private func unknown(_ message: String, _ place: Place) throws -> any ExpressionNode {
    if !isSoft { throw SyntaxFailure(message, at: place) }
    return UnknownFunctionNode(message, place)
  }

  mutating func arguments(_ syntax: ArgumentsSyntax, _ scope: Scope) throws -> ArgumentsNode {
    let positional = try expressions(syntax.positional, scope)
    var keywords: [(name: TemplateString, value: any ExpressionNode)] = []
    for keyword in syntax.keywords {
      keywords.append((TemplateString(keyword.name), try expression(keyword.value, scope)))
    }
    return ArgumentsNode(
      positional: positional, keywords: keywords,
      extraPositional: try syntax.extraPositional.map { try expression($0, scope) },
      extraKeywords: try syntax.extraKeywords.map { try expression($0, scope) })
  }
}
