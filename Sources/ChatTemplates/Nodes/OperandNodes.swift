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
    if !items.isEmpty { values.reserveCapacity(items.count) }
    for index in items.indices { values.append(try items[index].evaluate(machine, activation)) }
    return try machine.list(values, kind)
  }
}

/// `list + [item, …]`: items put behind those of a list, as templates collect what they keep.
final class AppendingNode: ExpressionNode {
  let list: any ExpressionNode
  let items: [any ExpressionNode]
  let place: Place

  init(_ list: any ExpressionNode, _ items: [any ExpressionNode], _ place: Place) {
    self.list = list
    self.items = items
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let start = try list.evaluate(machine, activation)
    try machine.step(2)
    guard case .list(let list) = start, list.kind == .list else {
      let items = try machine.list(try values([], machine, activation))
      machine.place = place
      return try Arithmetic.apply(.add, start, items, machine)
    }
    let values = try values(list.items, machine, activation)
    machine.place = place
    return try machine.list(values)
  }

  /// The values of the items behind `first`.
  private func values(
    _ first: [TemplateValue], _ machine: Machine, _ activation: Activation
  ) throws -> [TemplateValue] {
    try machine.build(items: first.count.saturatingAdd(items.count))
    var values: [TemplateValue] = []
    values.reserveCapacity(first.count + items.count)
    values.append(contentsOf: first)
    for index in items.indices { values.append(try items[index].evaluate(machine, activation)) }
    return values
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
    for index in pairs.indices {
      let key = try pairs[index].key.evaluate(machine, activation)
      values.append((key, try pairs[index].value.evaluate(machine, activation)))
    }
    machine.place = place
    return try machine.dictionary(values)
  }
}

/// A dictionary that is written out, whose keys are texts that differ: they are made when the template is read.
final class TextKeyDictionaryNode: ExpressionNode {
  let keys: [TemplateValue]
  let values: [any ExpressionNode]
  let place: Place

  init(_ keys: [TemplateValue], _ values: [any ExpressionNode], _ place: Place) {
    self.keys = keys
    self.values = values
    self.place = place
  }

  /// The keys, where all of `expressions` are texts and none is another's equal.
  static func keys(_ expressions: [ExpressionSyntax]) -> [TemplateValue]? {
    var texts: Set<[UInt8]> = []
    var keys: [TemplateValue] = []
    for expression in expressions {
      guard case .constant(.string(let text)) = expression.kind, texts.insert(text.utf8).inserted else { return nil }
      keys.append(.string(text))
    }
    return keys
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    try machine.step(1 + keys.count * 2)
    var results: [TemplateValue] = []
    results.reserveCapacity(values.count)
    for index in values.indices { results.append(try values[index].evaluate(machine, activation)) }
    machine.place = place
    return try machine.dictionary(keys, results)
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
    return try test.holds(machine, activation)
      ? try then.evaluate(machine, activation) : try otherwise.evaluate(machine, activation)
  }
}
