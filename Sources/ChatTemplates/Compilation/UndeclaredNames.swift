/// Which of a few special names a body reads before it assigns them, nested bodies included.
///
/// Source: `find_undeclared` in Jinja 3.1 `compiler.py`.
struct UndeclaredNames {
  private var names: Set<String>
  private(set) var found: Set<String> = []
  private let stack: StackBound

  /// - Throws: `template.limit` when the body nests too deeply for the stack.
  init(_ names: Set<String>, in body: [StatementSyntax], _ stack: StackBound) throws {
    self.names = names
    self.stack = stack
    try visit(body)
  }

  private mutating func visit(_ statements: [StatementSyntax]) throws {
    for statement in statements { try visit(statement) }
  }

  private mutating func visit(_ statement: StatementSyntax) throws {
    if !stack.hasRoom { throw SyntaxFailure(.stackLimit, at: statement.place) }
    switch statement.kind {
    case .output(let items):
      for case .expression(let expression) in items { try visit(expression) }
    case .set(let target, let value):
      visit(target)
      try visit(value)
    case .setBlock(let target, let filter, let body):
      visit(target)
      if let filter { try visit(filter) }
      try visit(body)
    case .conditional(let branches, let otherwise):
      for branch in branches {
        try visit(branch.test)
        try visit(branch.body)
      }
      try visit(otherwise)
    case .loop(let loop):
      visit(loop.target)
      try visit(loop.sequence)
      try visit(loop.body)
      try visit(loop.otherwise)
      if let test = loop.test { try visit(test) }
    case .macro(_, let macro), .generation(let macro): try visit(macro)
    case .callBlock(let macro, let call):
      try visit(call)
      try visit(macro)
    case .filterBlock(let filter, let body):
      try visit(body)
      try visit(filter)
    case .with(let pairs, let body):
      for pair in pairs { visit(pair.target) }
      for pair in pairs { try visit(pair.value) }
      try visit(body)
    case .breakLoop, .continueLoop: break
    }
  }

  private mutating func visit(_ macro: MacroSyntax) throws {
    for parameter in macro.parameters { names.remove(parameter.name) }
    for value in macro.defaults { try visit(value) }
    try visit(macro.body)
  }

  private mutating func visit(_ target: Target) {
    for case .name(let name) in target.leaves.map(\.kind) { names.remove(name) }
  }

  private mutating func visit(_ expression: ExpressionSyntax) throws {
    if !stack.hasRoom { throw SyntaxFailure(.stackLimit, at: expression.place) }
    if case .name(let name) = expression.kind {
      if names.contains(name) { found.insert(name) }
    } else {
      for child in expression.children { try visit(child) }
    }
  }
}
