/// A value that is known when the template is read.
final class ConstantNode: ExpressionNode {
  let value: TemplateValue

  init(_ value: TemplateValue) { self.value = value }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue { value }
}

/// A variable.
final class NameNode: ExpressionNode {
  let reference: Reference
  private let missing: TemplateValue

  init(_ name: String, _ reference: Reference) {
    self.reference = reference
    missing = .undefined(TemplateUndefined(.name(name)))
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    activation[reference] ?? missing
  }
}

/// A list or tuple that is written out.
final class SequenceNode: ExpressionNode {
  let items: [any ExpressionNode]
  let kind: TemplateList.Kind

  init(_ items: [any ExpressionNode], _ kind: TemplateList.Kind) {
    self.items = items
    self.kind = kind
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    try machine.step()
    var values: [TemplateValue] = []
    values.reserveCapacity(items.count)
    for item in items { values.append(try item.evaluate(machine, activation)) }
    return try machine.list(values, kind)
  }
}

/// A dictionary that is written out.
final class DictionaryNode: ExpressionNode {
  let pairs: [(key: any ExpressionNode, value: any ExpressionNode)]
  let place: Place

  init(_ pairs: [(key: any ExpressionNode, value: any ExpressionNode)], _ place: Place) {
    self.pairs = pairs
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    try machine.step()
    var values: [(TemplateValue, TemplateValue)] = []
    values.reserveCapacity(pairs.count)
    for pair in pairs {
      let key = try pair.key.evaluate(machine, activation)
      values.append((key, try pair.value.evaluate(machine, activation)))
    }
    machine.place = place
    return try machine.dictionary(values)
  }
}

/// `then if test else otherwise`.
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
    return try test.evaluate(machine, activation).isTrue(machine)
      ? try then.evaluate(machine, activation) : try otherwise.evaluate(machine, activation)
  }
}
