/// Which of a few special names a body reads before it assigns them, nested bodies included.
///
/// Source: `find_undeclared` in Jinja 3.1 `compiler.py`.
struct UndeclaredNames {
  private var names: Set<String>
  private(set) var found: Set<String> = []

  init(_ names: Set<String>, in body: [StatementSyntax]) {
    self.names = names
    visit(body)
  }

  private mutating func visit(_ statements: [StatementSyntax]) {
    for statement in statements { visit(statement) }
  }

  private mutating func visit(_ statement: StatementSyntax) {
    switch statement.kind {
    case .output(let items):
      for case .expression(let expression) in items { visit(expression) }
    case .set(let target, let value):
      visit(target)
      visit(value)
    case .setBlock(let target, let filter, let body):
      visit(target)
      if let filter { visit(filter) }
      visit(body)
    case .conditional(let branches, let otherwise):
      for branch in branches {
        visit(branch.test)
        visit(branch.body)
      }
      visit(otherwise)
    case .loop(let loop):
      visit(loop.target)
      visit(loop.sequence)
      visit(loop.body)
      visit(loop.otherwise)
      if let test = loop.test { visit(test) }
    case .macro(_, let macro), .generation(let macro): visit(macro)
    case .callBlock(let macro, let call):
      visit(call)
      visit(macro)
    case .filterBlock(let filter, let body):
      visit(body)
      visit(filter)
    case .with(let pairs, let body):
      for pair in pairs { visit(pair.target) }
      for pair in pairs { visit(pair.value) }
      visit(body)
    case .breakLoop, .continueLoop: break
    }
  }

  private mutating func visit(_ macro: MacroSyntax) {
    for parameter in macro.parameters { names.remove(parameter.name) }
    for value in macro.defaults { visit(value) }
    visit(macro.body)
  }

  private mutating func visit(_ target: Target) {
    switch target.kind {
    case .name(let name): names.remove(name)
    case .namespace: break
    case .tuple(let targets): for inner in targets { visit(inner) }
    }
  }

  private mutating func visit(_ expression: ExpressionSyntax) {
    if case .name(let name) = expression.kind {
      if names.contains(name) { found.insert(name) }
    } else {
      for child in expression.children { visit(child) }
    }
  }
}
