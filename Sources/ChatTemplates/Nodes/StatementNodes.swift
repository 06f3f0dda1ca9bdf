/// `{% set target = value %}`.
final class SetNode: StatementNode {
  let target: TargetNode
  let value: any ExpressionNode
  let place: Place

  init(_ target: TargetNode, _ value: any ExpressionNode, _ place: Place) {
    self.target = target
    self.value = value
    self.place = place
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let result = try value.evaluate(machine, activation)
    machine.place = place
    try target.assign(result, machine, activation)
    return .next
  }
}

/// `{% set target %}…{% endset %}`.
final class SetBlockNode: StatementNode {
  let target: TargetNode
  let block: Block
  let filter: (any ExpressionNode)?
  let place: Place

  init(_ target: TargetNode, _ block: Block, filter: (any ExpressionNode)?, _ place: Place) {
    self.target = target
    self.block = block
    self.filter = filter
    self.place = place
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let (flow, text) = try machine.capture { try block.run(machine, activation) }
    if flow != .next { return flow }
    var value = TemplateValue.string(text)
    if let filter {
      machine.captured = text
      value = try filter.evaluate(machine, activation)
    }
    machine.place = place
    try target.assign(value, machine, activation)
    block.leave(activation)
    return .next
  }
}

/// `{% filter name %}…{% endfilter %}`.
final class FilterBlockNode: StatementNode {
  let block: Block
  let filter: any ExpressionNode
  let place: Place

  init(_ block: Block, filter: any ExpressionNode, _ place: Place) {
    self.block = block
    self.filter = filter
    self.place = place
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let (flow, text) = try machine.capture { try block.run(machine, activation) }
    if flow != .next { return flow }
    machine.captured = text
    let value = try filter.evaluate(machine, activation)
    machine.place = place
    try machine.write(try PythonPrinter.text(value, machine))
    block.leave(activation)
    return .next
  }
}

/// The text that a filter block or set block has just collected.
final class CapturedTextNode: ExpressionNode {
  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue { .string(machine.captured) }
}

/// `{% if %}` with its branches.
final class ConditionNode: StatementNode {
  struct Branch: Sendable {
    let test: any ExpressionNode
    let block: Block
  }

  let first: Branch
  let others: [Branch]
  let otherwise: Block

  init(_ first: Branch, _ others: [Branch], otherwise: Block) {
    self.first = first
    self.others = others
    self.otherwise = otherwise
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    if try first.test.holds(machine, activation) { return try first.block.run(machine, activation) }
    for index in others.indices {
      try machine.step()
      if try others[index].test.holds(machine, activation) { return try others[index].block.run(machine, activation) }
    }
    return try otherwise.run(machine, activation)
  }
}

/// `{% with name = value %}…{% endwith %}`.
final class WithNode: StatementNode {
  let pairs: [(target: TargetNode, value: any ExpressionNode, place: Place)]
  let block: Block

  init(_ pairs: [(target: TargetNode, value: any ExpressionNode, place: Place)], _ block: Block) {
    self.pairs = pairs
    self.block = block
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    activation.enter(block.loads, machine)
    for (target, value, place) in pairs {
      let result = try value.evaluate(machine, activation)
      machine.place = place
      try target.assign(result, machine, activation)
    }
    let flow = try block.statement.execute(machine, activation)
    block.leave(activation)
    return flow
  }
}

/// `{% break %}` or `{% continue %}`.
final class JumpNode: StatementNode {
  let flow: Flow

  init(_ flow: Flow) { self.flow = flow }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow { flow }
}
