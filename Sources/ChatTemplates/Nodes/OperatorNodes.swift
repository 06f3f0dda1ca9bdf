/// Arithmetic of one precedence, from left to right.
final class ArithmeticNode: ExpressionNode {
  let first: any ExpressionNode
  let rest: [(operation: ArithmeticOperator, operand: any ExpressionNode, place: Place)]

  init(
    _ first: any ExpressionNode, _ rest: [(operation: ArithmeticOperator, operand: any ExpressionNode, place: Place)]
  ) {
    self.first = first
    self.rest = rest
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    var result = try first.evaluate(machine, activation)
    for (operation, operand, place) in rest {
      let value = try operand.evaluate(machine, activation)
      machine.place = place
      try machine.step()
      result = try Arithmetic.apply(operation, result, value, machine)
    }
    return result
  }
}

/// `-value` or `+value`.
final class SignNode: ExpressionNode {
  let sign: ArithmeticOperator
  let operand: any ExpressionNode
  let place: Place

  init(_ sign: ArithmeticOperator, _ operand: any ExpressionNode, _ place: Place) {
    self.sign = sign
    self.operand = operand
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try operand.evaluate(machine, activation)
    machine.place = place
    try machine.step()
    return try Arithmetic.apply(sign: sign, value)
  }
}

/// `first ~ second ~ …`: everything as text, joined.
final class ConcatenationNode: ExpressionNode {
  let operands: [any ExpressionNode]
  let place: Place

  init(_ operands: [any ExpressionNode], _ place: Place) {
    self.operands = operands
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    try machine.step()
    var builder = TextBuilder()
    for operand in operands {
      let value = try operand.evaluate(machine, activation)
      machine.place = place
      let text = try PythonPrinter.text(value, machine)
      try machine.build(text.size)
      builder.append(text)
    }
    return .string(builder.string())
  }
}

/// `a < b < …`: true when each neighbouring pair compares so.
final class ComparisonNode: ExpressionNode {
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

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    var left = try first.evaluate(machine, activation)
    for (operation, operand) in rest {
      let right = try operand.evaluate(machine, activation)
      machine.place = place
      try machine.step()
      if try !Comparison.holds(operation, left, right, machine) { return .bool(false) }
      left = right
    }
    return .bool(true)
  }
}

/// `not value`.
final class NotNode: ExpressionNode {
  let operand: any ExpressionNode

  init(_ operand: any ExpressionNode) { self.operand = operand }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    .bool(try !operand.evaluate(machine, activation).isTrue(machine))
  }
}

/// `a and b and …`: the first false value, else the last; `a or b or …`: the first true value, else the last.
final class LogicNode: ExpressionNode {
  /// The truth of the value that ends the search: false for `and`, true for `or`.
  let decisive: Bool
  let operands: [any ExpressionNode]

  init(endingAt decisive: Bool, _ operands: [any ExpressionNode]) {
    self.decisive = decisive
    self.operands = operands
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    var value = TemplateValue.none
    for operand in operands {
      value = try operand.evaluate(machine, activation)
      if try value.isTrue(machine) == decisive { return value }
    }
    return value
  }
}
