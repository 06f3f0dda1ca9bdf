import Diagnostics

/// Turns the syntax of a template into nodes that run.
///
/// Source: Jinja 3.1 `compiler.py`, for which scope each part belongs to.
struct Compiler {
  let limits: Limits
  /// The names that the template asks of its caller, in the order in which their values are given.
  private(set) var contextNames: [String] = []
  private var contextPositions: [String: Int] = [:]
  private var memberNames: [[UInt8]: MemberName] = [:]
  /// Whether expressions are compiled as jinja2 works them out when it compiles.
  var isKnown = false
  /// Whether an unknown filter or test is an error only when it is reached, as in the branches of an `if`.
  var isSoft = false
  /// The loops around the statement within its function.
  var loopDepth = 0
  private(set) var usesGenerationTag = false
  /// Owns the nodes that are made.
  let nodes = NodeArena()
  let stack = StackBound.current
  /// How many statements and expressions enclose the one that is compiled now.
  private var depth = 0

  init(limits: Limits) { self.limits = limits }

  /// The whole template, from its text.
  mutating func compile(_ source: [UInt8]) throws -> FunctionCode {
    let syntax = NodeArena()
    // Last of all, when nothing but the arena holds the tree.
    defer { syntax.empty() }
    var lexer = Lexer(source)
    var parser = Parser(try lexer.tokenize(), limits: limits, nodes: syntax)
    return try compile(try parser.parse())
  }

  private mutating func compile(_ statements: [StatementSyntax]) throws -> FunctionCode {
    let function = FunctionScope(parent: nil)
    let scope = Scope(function: function, stack)
    try scope.analyze(statements)
    let block = try block(statements, scope)
    return FunctionCode(slotCount: function.slotCount, block: block, height: statements.height, nodes: nodes)
  }

  // MARK: Depth

  /// Goes into a statement or expression, or fails when the stack is nearly used up.
  mutating func enter(_ place: Place) throws {
    if !stack.hasRoom { throw SyntaxFailure(.stackLimit, at: place) }
    depth += 1
  }

  mutating func leave() { depth -= 1 }

  /// Whether the node made now must look at the stack when it runs.
  var needsGuard: Bool { depth % Self.guardDistance == 0 }

  /// How many levels run between two looks at the stack; few templates have any that look.
  private static let guardDistance = 8

  mutating func noteGenerationTag() { usesGenerationTag = true }

  /// Statements in a scope of their own, whose names are known already.
  mutating func block(_ statements: [StatementSyntax], _ scope: Scope) throws -> Block {
    var block = Block()
    block.statement = try self.statements(statements, scope)
    block.loads = loads(of: scope)
    return block
  }

  mutating func statements(_ statements: [StatementSyntax], _ scope: Scope) throws -> any StatementNode {
    var nodes: [any StatementNode] = []
    nodes.reserveCapacity(statements.count)
    for statement in statements { nodes.append(try node(statement, scope)) }
    return sequence(nodes[...])
  }

  /// Statements that belong to the scope around them, where unknown filters may stand.
  mutating func softBlock(_ statements: [StatementSyntax], _ scope: Scope) throws -> Block {
    let kept = isSoft
    isSoft = true
    defer { isSoft = kept }
    var block = Block()
    block.statement = try self.statements(statements, scope)
    return block
  }

  /// Compiles in a scope where unknown filters are errors at once.
  mutating func inScope<Result>(_ compile: (inout Compiler) throws -> Result) rethrows -> Result {
    let kept = isSoft
    isSoft = false
    defer { isSoft = kept }
    return try compile(&self)
  }

  /// Compiles the body of a function, which no loop outside can be left from.
  mutating func inFunction<Result>(_ compile: (inout Compiler) throws -> Result) rethrows -> Result {
    let kept = loopDepth
    loopDepth = 0
    defer { loopDepth = kept }
    return try inScope(compile)
  }

  // MARK: Names

  /// What the slots of a scope hold when it is entered.
  mutating func loads(of scope: Scope) -> [SlotLoad] {
    var result: [SlotLoad] = []
    for name in scope.names.order {
      guard let load = scope.names.loads[name] else { continue }
      let slot = scope.slot(of: name)
      switch load {
      case .parameter: break
      case .nothing: result.append(.nothing(slot: slot))
      case .resolve: result.append(.context(slot: slot, name: contextPosition(of: name)))
      case .alias(let outer):
        let reference = Reference(hops: scope.function.hops(to: outer.function), slot: outer.slot(of: name))
        result.append(.outer(slot: slot, from: reference))
      }
    }
    return result
  }

  private mutating func contextPosition(of name: String) -> Int {
    if let position = contextPositions[name] { return position }
    let position = contextNames.count
    contextNames.append(name)
    contextPositions[name] = position
    return position
  }

  /// The one object for a name, so that equal names are mostly found to be so without a look at their bytes.
  mutating func memberName(_ text: TemplateString) -> MemberName {
    if let known = memberNames[text.utf8] { return known }
    let name = MemberName(text)
    memberNames[text.utf8] = name
    return name
  }

  func reference(to name: String, _ scope: Scope) -> Reference {
    if scope.owner(of: name) == nil { scope.load(name) }
    let owner = scope.owner(of: name) ?? scope
    return Reference(hops: scope.function.hops(to: owner.function), slot: owner.slot(of: name))
  }

  mutating func target(_ target: Target, _ scope: Scope) throws -> TargetNode {
    switch target.kind {
    case .name(let name): return .variable(reference(to: name, scope))
    case .namespace(let name, let attribute):
      return .namespace(reference(to: name, scope), attribute: memberName(TemplateString(attribute)).text)
    case .tuple(let targets):
      if !stack.hasRoom { throw SyntaxFailure(.stackLimit, at: target.place) }
      let tuple = TupleTarget(try targets.map { try self.target($0, scope) })
      nodes.keep(tuple)
      return .tuple(tuple)
    }
  }
}
