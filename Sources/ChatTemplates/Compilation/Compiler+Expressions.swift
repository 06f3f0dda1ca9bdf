/// The expressions.
extension Compiler {
  mutating func expression(_ syntax: ExpressionSyntax, _ scope: Scope) throws -> any ExpressionNode {
    try enter(syntax.place)
    defer { leave() }
    let node = try folding(syntax, scope) { compiler in
      let node = try compiler.unguardedNode(syntax, scope)
      compiler.nodes.keep(node)
      return node
    }
    if !needsGuard { return node }
    let guarded = GuardedExpressionNode(node)
    nodes.keep(guarded)
    return guarded
  }

  private mutating func unguardedNode(_ syntax: ExpressionSyntax, _ scope: Scope) throws -> any ExpressionNode {
    let place = syntax.place
    switch syntax.kind {
    case .constant(let value): return ConstantNode(value)
    case .name where isKnown, .call where isKnown: return NotKnownNode()
    case .name(let name): return NameNode(name, reference(to: name, scope))
    case .tuple(let items): return SequenceNode(try expressions(items, scope), .tuple)
    case .list(let items): return SequenceNode(try expressions(items, scope), .list)
    case .dictionary(let pairs):
      if let keys = TextKeyDictionaryNode.keys(pairs.map(\.key)) {
        return TextKeyDictionaryNode(keys, try expressions(pairs.map(\.value), scope), place)
      }
      var nodes: [(key: any ExpressionNode, value: any ExpressionNode)] = []
      for pair in pairs { nodes.append((try expression(pair.key, scope), try expression(pair.value, scope))) }
      return DictionaryNode(nodes, place)
    case .sign(let sign, let operand): return SignNode(sign, try expression(operand, scope), place)
    case .not(let operand): return NotNode(try expression(operand, scope))
    case .and(let operands): return try logic(endingAt: false, operands, scope, place)
    case .or(let operands): return try logic(endingAt: true, operands, scope, place)
    case .concatenation(let operands): return ConcatenationNode(try expressions(operands, scope), place)
    case .arithmetic(let first, let rest):
      if isFollowedPower(rest) { return try power(first, rest, scope) }
      let start = try expression(first, scope)
      if rest.count == 1, rest[0].operation == .add, case .list(let items) = rest[0].operand.kind {
        return AppendingNode(start, try expressions(items, scope), rest[0].place)
      }
      if rest.allSatisfy({ $0.operation == .add }) {
        return SumNode(start, try rest.map { (try expression($0.operand, scope), $0.place) })
      }
      return ArithmeticNode(start, try rest.map { ($0.operation, try expression($0.operand, scope), $0.place) })
    case .comparison(let first, let rest):
      let start = try rest.count == 1 && rest[0].isWithZero ? comparedWithZero(first, scope) : expression(first, scope)
      if rest.count == 1, let operation = rest.first?.operation, operation == .equal || operation == .notEqual,
        case .constant(.string(let text)) = rest[0].operand.kind
      {
        return TextComparisonNode(start, isEquality: operation == .equal, text, place)
      }
      if rest.count == 1 {
        return ComparisonNode(start, rest[0].operation, try expression(rest[0].operand, scope), place)
      }
      return ComparisonChainNode(start, try rest.map { ($0.operation, try expression($0.operand, scope)) }, place)
    case .conditional(let test, let then, let otherwise):
      return try conditional(test, then, otherwise, scope, place)
    default: return try postfix(syntax, scope)
    }
  }

  /// What is compared with zero: of a length only whether it is one.
  private mutating func comparedWithZero(_ syntax: ExpressionSyntax, _ scope: Scope) throws -> any ExpressionNode {
    guard case .filter(let subject?, "length", let arguments) = syntax.kind, arguments.isEmpty else {
      return try expression(syntax, scope)
    }
    return ComparedLengthNode(try expression(subject, scope), syntax.place)
  }

  private mutating func expressions(
    _ items: [ExpressionSyntax], _ scope: Scope
  ) throws -> [any ExpressionNode] {
    var nodes: [any ExpressionNode] = []
    nodes.reserveCapacity(items.count)
    for item in items { nodes.append(try expression(item, scope)) }
    return nodes
  }

  private mutating func logic(
    endingAt decisive: Bool, _ operands: [ExpressionSyntax], _ scope: Scope, _ place: Place
  ) throws -> any ExpressionNode {
    guard let node = logic(endingAt: decisive, try expressions(operands, scope)[...]) else {
      throw SyntaxFailure("an expression was expected", at: place)
    }
    return node
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
      return AttributeNode(try expression(subject, scope), memberName(TemplateString(name)), place)
    case .item(let subject, let key):
      let node = try expression(subject, scope)
      if case .constant(.string(let text)) = key.kind { return NamedItemNode(node, memberName(text), place) }
      return ItemNode(node, try expression(key, scope), place)
    case .slice(let subject, let start, let stop, let step):
      let node = try expression(subject, scope)
      return SliceNode(
        node, start: try start.map { try expression($0, scope) }, stop: try stop.map { try expression($0, scope) },
        step: try step.map { try expression($0, scope) }, isKnown: isKnown, place)
    case .call(let callee, let arguments):
      if case .attribute(let subject, let name) = callee.kind {
        let node = try expression(subject, scope)
        return MethodNode(node, memberName(TemplateString(name)), try self.arguments(arguments, scope), place)
      }
      let node = try expression(callee, scope)
      return CallNode(node, try self.arguments(arguments, scope), place)
    case .filter(let subject, let name, let arguments):
      let node = try subject.map { try expression($0, scope) } ?? CapturedTextNode()
      let values = try self.arguments(arguments, scope)
      if let filter = Filters.named(name) { return FilterNode(node, filter, values, place) }
      return try unknown("no filter named '\(name)'", place)
    case .test(let subject, let name, let arguments):
      let node = try expression(subject, scope)
      let values = try self.arguments(arguments, scope)
      if values.isEmpty, let test = Tests.plain(name) { return PlainTestNode(node, test, place) }
      if let test = Tests.named(name) { return TestNode(node, test, values, place) }
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
      keywords.append((memberName(TemplateString(keyword.name)).text, try expression(keyword.value, scope)))
    }
    return ArgumentsNode(
      positional: positional, keywords: keywords,
      extraPositional: try syntax.extraPositional.map { try expression($0, scope) },
      extraKeywords: try syntax.extraKeywords.map { try expression($0, scope) })
  }
}
