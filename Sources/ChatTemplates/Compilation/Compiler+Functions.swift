/// Loops and macros.
extension Compiler {
  mutating func loop(_ loop: LoopSyntax, _ scope: Scope, _ place: Place) throws -> any StatementNode {
    let function = loop.isRecursive ? FunctionScope(parent: scope.function) : scope.function
    let inner = Scope(parent: scope, function: function)
    let readsLoopVariable = try !UndeclaredNames(["loop"], in: loop.body, stack).found.isEmpty
    let hasLoopVariable = loop.isRecursive || readsLoopVariable
    if hasLoopVariable { inner.declareParameter("loop") }
    if loop.target.stores("loop") {
      throw SyntaxFailure("can't assign to special loop variable in for-loop target", at: loop.target.place)
    }
    inner.declareParameters(loop.target)
    try inner.analyze(loop.body)
    let test = try loop.test.map { try self.test($0, loop.target, Scope(parent: scope, function: function)) }
    let alternative = Scope(parent: scope, function: function)
    try alternative.analyze(loop.otherwise)
    let target = try target(loop.target, inner)
    let body = try inScope { compiler in
      compiler.loopDepth += 1
      defer { compiler.loopDepth -= 1 }
      return try compiler.block(loop.body, inner)
    }
    let otherwise = try inScope { compiler in
      // The `else` branch of a recursive loop stands in a function of its own.
      let kept = compiler.loopDepth
      if loop.isRecursive { compiler.loopDepth = 0 }
      defer { compiler.loopDepth = kept }
      return try compiler.block(loop.otherwise, alternative)
    }
    let code = LoopCode(
      target: target, loopSlot: hasLoopVariable ? inner.slot(of: "loop") : nil, test: test, body: body,
      otherwise: otherwise, place: place)
    let sequence = try expression(loop.sequence, scope)
    if !loop.isRecursive { return LoopNode(sequence, code) }
    let height = max(loop.body.height, loop.otherwise.height, loop.test?.height ?? 0) + 1
    return RecursiveLoopNode(sequence, code, slotCount: function.slotCount, height: height)
  }

  private mutating func test(_ test: ExpressionSyntax, _ target: Target, _ scope: Scope) throws -> LoopTest {
    scope.declareParameters(target)
    try scope.analyze(test)
    let condition = try inScope { try $0.expression(test, scope) }
    return LoopTest(target: try self.target(target, scope), condition: condition, loads: loads(of: scope))
  }

  mutating func macro(_ macro: MacroSyntax, name: String, _ outer: Scope, _ place: Place) throws -> MacroCode {
    let function = FunctionScope(parent: outer.function)
    let scope = Scope(parent: outer, function: function)
    let names = macro.parameters.map(\.name)
    let special = try UndeclaredNames(["caller", "kwargs", "varargs"], in: macro.body, stack).found
    let explicitCaller = names.firstIndex(of: "caller")
    if let explicitCaller, special.contains("caller"), explicitCaller < names.count - macro.defaults.count {
      throw SyntaxFailure(
        "when defining macros or call blocks the special 'caller' argument must be omitted or be given a default",
        at: place)
    }
    let hasCaller = special.contains("caller") && explicitCaller == nil
    let hasKeywords = special.contains("kwargs") && !names.contains("kwargs")
    let hasExtra = special.contains("varargs") && !names.contains("varargs")
    for name in names { scope.declareParameter(name) }
    if hasCaller { scope.declareParameter("caller") }
    if hasKeywords { scope.declareParameter("kwargs") }
    if hasExtra { scope.declareParameter("varargs") }
    for value in macro.defaults { try scope.analyze(value) }
    try scope.analyze(macro.body)
    return try inFunction { compiler in
      let defaults = try macro.defaults.map { try compiler.expression($0, scope) }
      let block = try compiler.block(macro.body, scope)
      return MacroCode(
        name: name, parameters: names.map { (TemplateString($0), scope.slot(of: $0)) }, defaults: defaults,
        callerSlot: hasCaller ? scope.slot(of: "caller") : nil,
        keywordsSlot: hasKeywords ? scope.slot(of: "kwargs") : nil,
        extraSlot: hasExtra ? scope.slot(of: "varargs") : nil,
        hasCallerParameter: explicitCaller != nil && special.contains("caller"), slotCount: function.slotCount,
        block: block, height: macro.height + 1)
    }
  }

  mutating func callBlock(
    _ macro: MacroSyntax, _ call: ExpressionSyntax, _ scope: Scope, _ place: Place
  ) throws -> any StatementNode {
    guard case .call(let callee, let arguments) = call.kind else { throw SyntaxFailure("expected call", at: place) }
    let caller = try self.macro(macro, name: "caller", scope, place)
    let function = try expression(callee, scope)
    return CallBlockNode(function, try self.arguments(arguments, scope), caller: caller, call.place)
  }
}
