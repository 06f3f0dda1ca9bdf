/// An expression that stands deep in its template: it looks at the stack before it goes on.
final class GuardedExpressionNode: ExpressionNode {
  let node: any ExpressionNode

  init(_ node: any ExpressionNode) { self.node = node }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    try machine.checkStack()
    return try node.evaluate(machine, activation)
  }
}

/// A statement that stands deep in its template: it looks at the stack before it goes on.
final class GuardedStatementNode: StatementNode {
  let node: any StatementNode

  init(_ node: any StatementNode) { self.node = node }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.checkStack()
    return try node.execute(machine, activation)
  }
}
