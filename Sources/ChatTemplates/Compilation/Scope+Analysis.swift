/// Finding the names of a scope. Bodies that have a scope of their own are left to it.
extension Scope {
  /// - Throws: `template.limit` when they nest too deeply for the stack.
  func analyze(_ statements: [StatementSyntax]) throws {
    for statement in statements { try analyze(statement) }
  }

  private func analyze(_ statement: StatementSyntax) throws {
    if !stack.hasRoom { throw SyntaxFailure(.stackLimit, at: statement.place) }
    switch statement.kind {
    case .output(let items):
      for case .expression(let expression) in items { try analyze(expression) }
    case .set(let target, let value):
      try analyze(value)
      declareTargets(target)
    case .setBlock(let target, _, _): declareTargets(target)
    case .conditional(let branches, let otherwise): try analyze(branches[...], otherwise)
    case .loop(let loop): try analyze(loop.sequence)
    case .macro(let name, _): store(name)
    case .callBlock(_, let call): try analyze(call)
    case .filterBlock(let filter, _): try analyze(filter)
    case .with(let pairs, _):
      for pair in pairs { try analyze(pair.value) }
    case .generation, .breakLoop, .continueLoop: break
    }
  }

  private func analyze(
    _ branches: ArraySlice<(test: ExpressionSyntax, body: [StatementSyntax])>, _ otherwise: [StatementSyntax]
  ) throws {
    guard let first = branches.first else { return }
    try analyze(first.test)
    let body = try branch { try analyze(first.body) }
    let alternatives = try branch {
      for alternative in branches.dropFirst() {
        try analyze(alternative.test)
        try merge([branch { try analyze(alternative.body) }])
      }
    }
    let last = try branch { try analyze(otherwise) }
    merge([body, alternatives, last])
  }

  /// What `visit` finds, starting from the names so far, which stay as they are.
  private func branch(_ visit: () throws -> Void) rethrows -> Names {
    let original = names
    try visit()
    let found = names
    names = original
    return found
  }

  /// Declares the names that a `set` or `with` assigns.
  func declareTargets(_ target: Target) {
    for leaf in target.leaves {
      switch leaf.kind {
      case .name(let name): store(name)
      case .namespace(let name, _): load(name)
      case .tuple: break
      }
    }
  }

  /// Declares the names of a loop's target as parameters of this scope.
  func declareParameters(_ target: Target) {
    for leaf in target.leaves {
      switch leaf.kind {
      case .name(let name), .namespace(let name, _): declareParameter(name)
      case .tuple: break
      }
    }
  }

  func analyze(_ expression: ExpressionSyntax) throws {
    if !stack.hasRoom { throw SyntaxFailure(.stackLimit, at: expression.place) }
    if case .name(let name) = expression.kind {
      load(name)
    } else {
      for child in expression.children { try analyze(child) }
    }
  }
}
