/// Finding the names of a scope. Bodies that have a scope of their own are left to it.
extension Scope {
  func analyze(_ statements: [StatementSyntax]) {
    for statement in statements { analyze(statement) }
  }

  private func analyze(_ statement: StatementSyntax) {
    switch statement.kind {
    case .output(let items):
      for case .expression(let expression) in items { analyze(expression) }
    case .set(let target, let value):
      analyze(value)
      analyze(target)
    case .setBlock(let target, _, _): analyze(target)
    case .conditional(let branches, let otherwise): analyze(branches[...], otherwise)
    case .loop(let loop): analyze(loop.sequence)
    case .macro(let name, _): store(name)
    case .callBlock(_, let call): analyze(call)
    case .filterBlock(let filter, _): analyze(filter)
    case .with(let pairs, _):
      for pair in pairs { analyze(pair.value) }
    case .generation, .breakLoop, .continueLoop: break
    }
  }

  private func analyze(
    _ branches: ArraySlice<(test: ExpressionSyntax, body: [StatementSyntax])>, _ otherwise: [StatementSyntax]
  ) {
    guard let first = branches.first else { return }
    analyze(first.test)
    let body = branch { analyze(first.body) }
    let alternatives = branch {
      for alternative in branches.dropFirst() {
        analyze(alternative.test)
        merge([branch { analyze(alternative.body) }])
      }
    }
    let last = branch { analyze(otherwise) }
    merge([body, alternatives, last])
  }

  /// What `visit` finds, starting from the names so far, which stay as they are.
  private func branch(_ visit: () -> Void) -> Names {
    let original = names
    visit()
    let found = names
    names = original
    return found
  }

  private func analyze(_ target: Target) {
    switch target.kind {
    case .name(let name): store(name)
    case .namespace(let name, _): load(name)
    case .tuple(let targets): for inner in targets { analyze(inner) }
    }
  }

  /// Declares the names that a `with` assigns.
  func declareTargets(_ target: Target) { analyze(target) }

  /// Declares the names of a loop's target as parameters of this scope.
  func declareParameters(_ target: Target) {
    switch target.kind {
    case .name(let name), .namespace(let name, _): declareParameter(name)
    case .tuple(let targets): for inner in targets { declareParameters(inner) }
    }
  }

  func analyze(_ expression: ExpressionSyntax) {
    if case .name(let name) = expression.kind {
      load(name)
    } else {
      for child in expression.children { analyze(child) }
    }
  }
}
