/// `a.b`
final class AttributeNode: ExpressionNode {
  let subject: any ExpressionNode
  let member: Member
  let place: Place

  init(_ subject: any ExpressionNode, _ member: Member, _ place: Place) {
    self.subject = subject
    self.member = member
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    try machine.step()
    machine.place = place
    return try member.attribute(of: value, machine)
  }
}

/// `a['b']` with a constant string.
final class NamedItemNode: ExpressionNode {
  let subject: any ExpressionNode
  let member: Member
  let place: Place

  init(_ subject: any ExpressionNode, _ member: Member, _ place: Place) {
    self.subject = subject
    self.member = member
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    try machine.step()
    machine.place = place
    return try member.item(of: value, machine)
  }
}

/// `a[b]`
final class ItemNode: ExpressionNode {
  let subject: any ExpressionNode
  let key: any ExpressionNode
  let place: Place

  init(_ subject: any ExpressionNode, _ key: any ExpressionNode, _ place: Place) {
    self.subject = subject
    self.key = key
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    let position = try key.evaluate(machine, activation)
    try machine.step()
    machine.place = place
    return try Subscript.item(of: value, position, machine)
  }
}

/// `a[start:stop:step]`
final class SliceNode: ExpressionNode {
  let subject: any ExpressionNode
  let start: (any ExpressionNode)?
  let stop: (any ExpressionNode)?
  let stride: (any ExpressionNode)?
  let place: Place

  init(
    _ subject: any ExpressionNode, start: (any ExpressionNode)?, stop: (any ExpressionNode)?,
    stride: (any ExpressionNode)?, _ place: Place
  ) {
    self.subject = subject
    self.start = start
    self.stop = stop
    self.stride = stride
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    let first = try start?.evaluate(machine, activation)
    let end = try stop?.evaluate(machine, activation)
    let by = try stride?.evaluate(machine, activation)
    try machine.step()
    machine.place = place
    return try Subscript.slice(of: value, start: first, stop: end, step: by, machine)
  }
}
