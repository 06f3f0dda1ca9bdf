/// Text of the template itself.
final class DataNode: StatementNode {
  let text: TemplateString

  init(_ text: TemplateString) { self.text = text }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    try machine.write(text)
    return .next
  }
}

/// `{{ … }}`
final class OutputNode: StatementNode {
  let expression: any ExpressionNode
  let place: Place

  init(_ expression: any ExpressionNode, _ place: Place) {
    self.expression = expression
    self.place = place
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let value = try expression.evaluate(machine, activation)
    machine.place = place
    if case .string(let text) = value {
      try machine.write(text)
    } else {
      try machine.write(try value.printed(machine))
    }
    return .next
  }
}

/// `{% set x = … %}`
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
    machine.place = place
    try target.checkNamespaces(machine, activation)
    let value = try value.evaluate(machine, activation)
    machine.place = place
    try target.assign(value, machine, activation)
    return .next
  }
}

/// `{% set x %}…{% endset %}` and, when there is no target, `{% filter … %}…{% endfilter %}`.
final class CaptureNode: StatementNode {
  let target: TargetNode?
  let block: Block
  /// Where the text stands while the filter runs.
  let slot: Int
  let filter: (any ExpressionNode)?
  let place: Place

  init(target: TargetNode?, block: Block, slot: Int, filter: (any ExpressionNode)?, _ place: Place) {
    self.target = target
    self.block = block
    self.slot = slot
    self.filter = filter
    self.place = place
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let outer = machine.beginCapture()
    let flow = try block.run(machine, activation)
    let text = machine.endCapture(outer)
    if flow != .next { return flow }
    var value = TemplateValue.string(text)
    if let filter {
      activation[Reference(hops: 0, slot: slot)] = value
      value = try filter.evaluate(machine, activation)
      activation[Reference(hops: 0, slot: slot)] = nil
    }
    machine.place = place
    if let target {
      try target.assign(value, machine, activation)
    } else {
      try machine.write(try value.printed(machine))
    }
    return .next
  }
}

/// `{% if … %}`
final class IfNode: StatementNode {
  let branches: [(test: any ExpressionNode, block: Block)]
  let otherwise: Block

  init(_ branches: [(test: any ExpressionNode, block: Block)], otherwise: Block) {
    self.branches = branches
    self.otherwise = otherwise
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    for branch in branches {
      try machine.step()
      if try branch.test.evaluate(machine, activation).isTrue(machine) {
        return try branch.block.run(machine, activation)
      }
    }
    return try otherwise.run(machine, activation)
  }
}

/// `{% with … %}`
final class WithNode: StatementNode {
  let pairs: [(target: TargetNode, value: any ExpressionNode)]
  let block: Block
  let place: Place

  init(_ pairs: [(target: TargetNode, value: any ExpressionNode)], block: Block, _ place: Place) {
    self.pairs = pairs
    self.block = block
    self.place = place
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    activation.enter(block.loads, machine)
    for (target, value) in pairs {
      let value = try value.evaluate(machine, activation)
      machine.place = place
      try target.assign(value, machine, activation)
    }
    return try Block(statements: block.statements).run(machine, activation)
  }
}

/// `{% generation %}`: as its body, and the bytes that it writes are noted.
///
/// Source: `AssistantTracker` of transformers' `chat_template_utils.py`. Like it, a block inside a macro or a set block
/// is placed by what the whole output held when the block ran.
final class GenerationNode: StatementNode {
  let block: Block

  init(_ block: Block) { self.block = block }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let start = machine.output.count
    _ = try block.run(machine, activation)
    let length = machine.output.count - start
    let base = machine.captureDepth == 0 ? start : machine.outermostCount
    machine.generationRanges.append(base..<(base + length))
    return .next
  }
}

final class BreakNode: StatementNode {
  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow { .breakLoop }
}

final class ContinueNode: StatementNode {
  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow { .continueLoop }
}
