/// The statements.
extension Compiler {
  mutating func node(_ statement: StatementSyntax, _ scope: Scope) throws -> any StatementNode {
    try enter(statement.place)
    defer { leave() }
    let node = try unguardedNode(statement, scope)
    nodes.keep(node)
    if !needsGuard { return node }
    let guarded = GuardedStatementNode(node)
    nodes.keep(guarded)
    return guarded
  }

  private mutating func unguardedNode(_ statement: StatementSyntax, _ scope: Scope) throws -> any StatementNode {
    let place = statement.place
    switch statement.kind {
    case .output(let items): return try output(items, scope)
    case .set(let target, let value):
      let value = try expression(value, scope)
      return SetNode(try self.target(target, scope), value, place)
    case .setBlock(let target, let filter, let body):
      let inner = Scope(parent: scope, function: scope.function)
      try inner.analyze(body)
      let (block, node) = try capture(body, filter: filter, inner)
      return SetBlockNode(try self.target(target, scope), block, filter: node, place)
    case .filterBlock(let filter, let body):
      let inner = Scope(parent: scope, function: scope.function)
      try inner.analyze(body)
      try inner.analyze(filter)
      let (block, node) = try capture(body, filter: filter, inner)
      return FilterBlockNode(block, filter: node ?? CapturedTextNode(), place)
    case .conditional(let branches, let otherwise): return try conditional(branches, otherwise, scope)
    case .loop(let loop): return try self.loop(loop, scope, place)
    case .macro(let name, let macro):
      return MacroNode(reference(to: name, scope), try self.macro(macro, name: name, scope, place))
    case .callBlock(let macro, let call): return try callBlock(macro, call, scope, place)
    case .with(let pairs, let body): return try with(pairs, body, scope)
    case .generation(let macro):
      noteGenerationTag()
      return GenerationNode(try self.macro(macro, name: "", scope, place))
    case .breakLoop, .continueLoop: return try jump(statement)
    }
  }

  private mutating func jump(_ statement: StatementSyntax) throws -> any StatementNode {
    if case .breakLoop = statement.kind {
      if loopDepth == 0 { throw SyntaxFailure("'break' outside of a loop", at: statement.place) }
      return JumpNode(.breakLoop)
    }
    if loopDepth == 0 { throw SyntaxFailure("'continue' outside of a loop", at: statement.place) }
    return JumpNode(.continueLoop)
  }

  private mutating func output(_ items: [StatementSyntax.OutputItem], _ scope: Scope) throws -> any StatementNode {
    var nodes: [any StatementNode] = []
    for item in items {
      switch item {
      case .data(let bytes): nodes.append(TextNode(TemplateString(bytes)))
      case .expression(let expression):
        let node = try folding(expression, isPrinted: true, scope) { try $0.expression(expression, scope) }
        nodes.append(PrintNode(node, expression.place))
      }
      if let node = nodes.last { self.nodes.keep(node) }
    }
    return sequence(nodes[...])
  }

  private mutating func capture(
    _ body: [StatementSyntax], filter: ExpressionSyntax?, _ scope: Scope
  ) throws -> (Block, (any ExpressionNode)?) {
    try inScope { compiler in
      var block = Block()
      block.statement = try compiler.statements(body, scope)
      let node = try filter.map { try compiler.expression($0, scope) }
      block.loads = compiler.loads(of: scope)
      return (block, node)
    }
  }

  private mutating func conditional(
    _ branches: [(test: ExpressionSyntax, body: [StatementSyntax])], _ otherwise: [StatementSyntax], _ scope: Scope
  ) throws -> any StatementNode {
    let kept = isSoft
    isSoft = true
    defer { isSoft = kept }
    var nodes: [ConditionNode.Branch] = []
    for branch in branches {
      nodes.append(
        ConditionNode.Branch(test: try expression(branch.test, scope), block: try softBlock(branch.body, scope)))
    }
    let last = try softBlock(otherwise, scope)
    guard let first = nodes.first else { return last.statement }
    return ConditionNode(first, Array(nodes.dropFirst()), otherwise: last)
  }

  private mutating func with(
    _ pairs: [(target: Target, value: ExpressionSyntax)], _ body: [StatementSyntax], _ scope: Scope
  ) throws -> any StatementNode {
    let inner = Scope(parent: scope, function: scope.function)
    for pair in pairs { inner.declareTargets(pair.target) }
    try inner.analyze(body)
    let nodes = try pairs.map { pair in
      (target: try target(pair.target, inner), value: try expression(pair.value, scope), place: pair.target.place)
    }
    return WithNode(nodes, try inScope { try $0.block(body, inner) })
  }
}
