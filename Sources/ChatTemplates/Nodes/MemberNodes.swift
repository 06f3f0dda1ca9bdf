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
    switch consume value {
    case .object(let object):
      if let found = try object.attribute(name, machine) { return found }
      return try Members.attribute(name, of: .object(object), machine)
    case let value: return try Members.attribute(name, of: value, machine)
    }
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
    machine.place = place
    switch consume value {
    case .dictionary(let dictionary):
      if let found = dictionary.value(for: name.text) { return found }
      return try Members.item(name, of: .dictionary(dictionary), machine)
    case let value: return try Members.item(name, of: value, machine)
    }
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
  /// Whether jinja2 works it out when it compiles, and takes what cannot be sliced for undefined.
  let isKnown: Bool
  let place: Place

  init(
    _ subject: any ExpressionNode, start: (any ExpressionNode)?, stop: (any ExpressionNode)?,
    step: (any ExpressionNode)?, isKnown: Bool, _ place: Place
  ) {
    self.isKnown = isKnown
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
    do {
      return try Slicing.slice(value, start: start, stop: stop, step: step, machine)
    } catch let failure as TemplateFailure where isKnown && failure.code == .templateType {
      return .undefined(TemplateUndefined(.hint(failure.message)))
    }
  }
}
