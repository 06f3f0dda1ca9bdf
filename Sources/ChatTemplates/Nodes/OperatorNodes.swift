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
    for index in rest.indices {
      let value = try rest[index].operand.evaluate(machine, activation)
      machine.place = rest[index].place
      try machine.step()
      result = try Arithmetic.apply(rest[index].operation, result, value, machine)
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
    for index in operands.indices {
      let value = try operands[index].evaluate(machine, activation)
      machine.place = place
      let text = try PythonPrinter.text(value, machine)
      try machine.build(text.size)
      builder.append(text)
    }
    return .string(builder.string())
  }
}
