/// `-x` or `+x`.
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
    try machine.step()
    machine.place = place
    return try Arithmetic.sign(sign, value)
  }
}

final class NotNode: ExpressionNode {
  let operand: any ExpressionNode

  init(_ operand: any ExpressionNode) { self.operand = operand }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    try machine.step()
    return .bool(!(try operand.evaluate(machine, activation).isTrue(machine)))
  }
}

/// `a and b and c`, or the same with `or`: the first operand that decides, or the last.
final class LogicNode: ExpressionNode {
  let operands: [any ExpressionNode]
  let last: any ExpressionNode
  /// The truth that ends the evaluation: false for `and`, true for `or`.
  let decisive: Bool

  init(_ operands: [any ExpressionNode], last: any ExpressionNode, decisive: Bool) {
    self.operands = operands
    self.last = last
    self.decisive = decisive
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    for operand in operands {
      try machine.step()
      let value = try operand.evaluate(machine, activation)
      if try value.isTrue(machine) == decisive { return value }
    }
    return try last.evaluate(machine, activation)
  }
}

/// Operators of one precedence from left to right.
final class ArithmeticNode: ExpressionNode {
  let first: any ExpressionNode
  let rest: [(operator: ArithmeticOperator, operand: any ExpressionNode)]
  let place: Place

  init(
    _ first: any ExpressionNode, _ rest: [(operator: ArithmeticOperator, operand: any ExpressionNode)], _ place: Place
  ) {
    self.first = first
    self.rest = rest
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    var value = try first.evaluate(machine, activation)
    for (symbol, operand) in rest {
      let right = try operand.evaluate(machine, activation)
      try machine.step()
      machine.place = place
      value = try Arithmetic.apply(symbol, value, right, machine)
    }
    return value
  }
}

/// `a + b + c …`: as long as all are plain strings they are joined at once, instead of one copy for each `+`.
final class SumNode: ExpressionNode {
  let operands: [any ExpressionNode]
  let place: Place

  init(_ operands: [any ExpressionNode], _ place: Place) {
    self.operands = operands
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    try machine.step(operands.count)
    var total: TemplateValue?
    var builder = TextBuilder()
    var isJoining = true
    for operand in operands {
      let value = try operand.evaluate(machine, activation)
      if isJoining, case .string(let text) = value, !text.isMarkup {
        try machine.build(text.utf8.count)
        builder.append(text)
        continue
      }
      machine.place = place
      if isJoining {
        isJoining = false
        if operand !== operands.first { total = .string(builder.string()) }
      }
      total = try total.map { try Arithmetic.add($0, value, machine) } ?? value
    }
    return total ?? .string(builder.string())
  }
}

/// `a ~ b ~ c …`
final class ConcatenationNode: ExpressionNode {
  let operands: [any ExpressionNode]
  let place: Place

  init(_ operands: [any ExpressionNode], _ place: Place) {
    self.operands = operands
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    try machine.step(operands.count)
    var builder = TextBuilder()
    for operand in operands {
      let value = try operand.evaluate(machine, activation)
      machine.place = place
      let text = try value.printed(machine)
      try machine.build(text.utf8.count)
      builder.append(text)
    }
    return .string(builder.string())
  }
}

/// `a < b <= c …`: each operand is evaluated once, and the first comparison that fails ends it.
final class ComparisonNode: ExpressionNode {
  let first: any ExpressionNode
  let rest: [(operator: ComparisonOperator, operand: any ExpressionNode)]
  let place: Place

  init(
    _ first: any ExpressionNode, _ rest: [(operator: ComparisonOperator, operand: any ExpressionNode)], _ place: Place
  ) {
    self.first = first
    self.rest = rest
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    var left = try first.evaluate(machine, activation)
    for (symbol, operand) in rest {
      let right = try operand.evaluate(machine, activation)
      try machine.step()
      machine.place = place
      if try !Comparison.apply(symbol, left, right, machine) { return .bool(false) }
      left = right
    }
    return .bool(true)
  }
}

/// `a if test else b`
final class ConditionalNode: ExpressionNode {
  let test: any ExpressionNode
  let then: any ExpressionNode
  let otherwise: any ExpressionNode

  init(test: any ExpressionNode, then: any ExpressionNode, otherwise: any ExpressionNode) {
    self.test = test
    self.then = then
    self.otherwise = otherwise
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    try machine.step()
    if try test.evaluate(machine, activation).isTrue(machine) { return try then.evaluate(machine, activation) }
    return try otherwise.evaluate(machine, activation)
  }
}
