/// `first < second`.
final class ComparisonNode: ConditionExpressionNode {
  let first: any ExpressionNode
  let operation: ComparisonOperator
  let second: any ExpressionNode
  let place: Place

  init(_ first: any ExpressionNode, _ operation: ComparisonOperator, _ second: any ExpressionNode, _ place: Place) {
    self.first = first
    self.operation = operation
    self.second = second
    self.place = place
  }

  func holds(_ machine: Machine, _ activation: Activation) throws -> Bool {
    let left = try first.evaluate(machine, activation)
    let right = try second.evaluate(machine, activation)
    machine.place = place
    try machine.step()
    return try Comparison.holds(operation, left, right, machine)
  }
}

/// `a < b < …`: true when each neighbouring pair compares so.
final class ComparisonChainNode: ConditionExpressionNode {
  let first: any ExpressionNode
  let rest: [(operation: ComparisonOperator, operand: any ExpressionNode)]
  let place: Place

  init(
    _ first: any ExpressionNode, _ rest: [(operation: ComparisonOperator, operand: any ExpressionNode)], _ place: Place
  ) {
    self.first = first
    self.rest = rest
    self.place = place
  }

  func holds(_ machine: Machine, _ activation: Activation) throws -> Bool {
    var left = try first.evaluate(machine, activation)
    for (operation, operand) in rest {
      let right = try operand.evaluate(machine, activation)
      machine.place = place
      try machine.step()
      if try !Comparison.holds(operation, left, right, machine) { return false }
      left = right
    }
    return true
  }
}

/// `value == 'text'` or `value != 'text'`, as most of a template's questions are.
final class TextComparisonNode: ConditionExpressionNode {
  let value: any ExpressionNode
  let text: TemplateString
  /// Whether the answer is yes where the two are equal.
  let isEquality: Bool
  let place: Place

  init(_ value: any ExpressionNode, isEquality: Bool, _ text: TemplateString, _ place: Place) {
    self.value = value
    self.text = text
    self.isEquality = isEquality
    self.place = place
  }

  func holds(_ machine: Machine, _ activation: Activation) throws -> Bool {
    let value = try value.evaluate(machine, activation)
    machine.place = place
    guard case .string(let other) = value else {
      try machine.step(2)
      return !isEquality
    }
    try machine.step(1 + min(other.weight, text.weight))
    return (other == text) == isEquality
  }
}

/// `value | length` where it is compared with zero, which asks whether there is anything: 1 for all texts but the empty one.
final class ComparedLengthNode: ExpressionNode {
  let value: any ExpressionNode
  let place: Place

  init(_ value: any ExpressionNode, _ place: Place) {
    self.value = value
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try value.evaluate(machine, activation)
    machine.place = place
    try machine.step()
    guard case .string(let text) = value else { return .integer(try machine.length(of: value)) }
    try machine.scan(text.byteCount)
    return .integer(text.isEmpty ? 0 : 1)
  }
}

/// `not value`.
final class NotNode: ConditionExpressionNode {
  let operand: any ExpressionNode

  init(_ operand: any ExpressionNode) { self.operand = operand }

  func holds(_ machine: Machine, _ activation: Activation) throws -> Bool { try !operand.holds(machine, activation) }
}

/// `first and second`: the first value where it is false, else the second; `first or second`: the first value where it is
/// true, else the second.
final class LogicNode: ExpressionNode {
  /// The truth of a first value that ends the search: false for `and`, true for `or`.
  let decisive: Bool
  let first: any ExpressionNode
  let second: any ExpressionNode

  init(endingAt decisive: Bool, _ first: any ExpressionNode, _ second: any ExpressionNode) {
    self.decisive = decisive
    self.first = first
    self.second = second
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try first.evaluate(machine, activation)
    return try value.isTrue(machine) == decisive ? value : try second.evaluate(machine, activation)
  }

  func holds(_ machine: Machine, _ activation: Activation) throws -> Bool {
    try first.holds(machine, activation) == decisive ? decisive : try second.holds(machine, activation)
  }
}
