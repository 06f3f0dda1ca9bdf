/// `subject.name`.
final class AttributeNode: ExpressionNode {
  let subject: any ExpressionNode
  let name: MemberName
  let place: Place

  init(_ subject: any ExpressionNode, _ name: MemberName, _ place: Place) {
    self.subject = subject
    self.name = name
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    machine.place = place
    return try Members.attribute(name, of: value, machine)
  }
}

/// `subject['name']`, where the name is known when the template is read.
final class NamedItemNode: ExpressionNode {
  let subject: any ExpressionNode
  let name: MemberName
  let place: Place

  init(_ subject: any ExpressionNode, _ name: MemberName, _ place: Place) {
    self.subject = subject
    self.name = name
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    if case .dictionary(let dictionary) = value, let found = dictionary.value(for: name.text) { return found }
    machine.place = place
    return try Members.item(name, of: value, machine)
  }
}

/// `subject[key]`.
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
    let key = try key.evaluate(machine, activation)
    machine.place = place
    return try Members.item(key, of: value, machine)
  }
}

/// `subject[start:stop:step]`.
final class SliceNode: ExpressionNode {
  let subject: any ExpressionNode
  let start: (any ExpressionNode)?
  let stop: (any ExpressionNode)?
  let step: (any ExpressionNode)?
  let place: Place

  init(
    _ subject: any ExpressionNode, start: (any ExpressionNode)?, stop: (any ExpressionNode)?,
    step: (any ExpressionNode)?, _ place: Place
  ) {
    self.subject = subject
    self.start = start
    self.stop = stop
    self.step = step
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    let start = try start?.evaluate(machine, activation)
    let stop = try stop?.evaluate(machine, activation)
    let step = try step?.evaluate(machine, activation)
    machine.place = place
    try machine.step()
    return try Slicing.slice(value, start: start, stop: stop, step: step, machine)
  }
}
