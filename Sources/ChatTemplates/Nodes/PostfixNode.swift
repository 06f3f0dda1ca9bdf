/// An operand and what follows it: a member, a subscript, a call, a filter or a test.
final class PostfixNode: ExpressionNode {
  enum Operation: Sendable {
    /// `subject.name`.
    case attribute(MemberName)
    /// `subject['name']`, where the name is known when the template is read.
    case namedItem(MemberName)
    /// `subject[key]`.
    case item(any ExpressionNode)
    /// `subject[start:stop:step]`.
    case slice(start: (any ExpressionNode)?, stop: (any ExpressionNode)?, step: (any ExpressionNode)?)
    /// `subject(arguments)`.
    case call(ArgumentsNode)
    /// `subject.name(arguments)`, which needs no method object.
    case method(MemberName, ArgumentsNode)
    /// `subject | name(arguments)`.
    case filter(FilterFunction, ArgumentsNode)
    /// `subject is name(arguments)`.
    case test(TestFunction, ArgumentsNode)
  }

  let subject: any ExpressionNode
  let operation: Operation
  let place: Place

  init(_ subject: any ExpressionNode, _ operation: Operation, _ place: Place) {
    self.subject = subject
    self.operation = operation
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    switch operation {
    case .attribute(let name):
      machine.place = place
      return try Members.attribute(name, of: value, machine)
    case .namedItem(let name):
      if case .dictionary(let dictionary) = value, let found = dictionary.value(for: name.text) { return found }
      machine.place = place
      return try Members.item(name, of: value, machine)
    case .item(let key):
      let key = try key.evaluate(machine, activation)
      machine.place = place
      return try Members.item(key, of: value, machine)
    case .slice(let start, let stop, let step):
      let start = try start?.evaluate(machine, activation)
      let stop = try stop?.evaluate(machine, activation)
      let step = try step?.evaluate(machine, activation)
      machine.place = place
      try machine.step()
      return try Slicing.slice(value, start: start, stop: stop, step: step, machine)
    case .call(let arguments):
      return try machine.call(value, try evaluated(arguments, machine, activation))
    case .method(let name, let arguments):
      return try call(name, of: value, arguments, machine, activation)
    case .filter(let filter, let arguments):
      let values = try evaluated(arguments, machine, activation)
      try machine.step()
      return try filter(value, values, machine)
    case .test(let test, let arguments):
      let values = try evaluated(arguments, machine, activation)
      try machine.step()
      return .bool(try test(value, values, machine))
    }
  }

  /// The arguments, after which the machine is back at the place of this operation.
  @inline(__always)
  private func evaluated(
    _ arguments: ArgumentsNode, _ machine: Machine, _ activation: Activation
  ) throws -> Arguments {
    let values = try arguments.evaluate(machine, activation)
    machine.place = place
    return values
  }

  private func call(
    _ name: MemberName, of value: TemplateValue, _ arguments: ArgumentsNode, _ machine: Machine,
    _ activation: Activation
  ) throws -> TemplateValue {
    machine.place = place
    try machine.step()
    if case .string(let text) = value, let method = name.stringMethod {
      return try StringMethods.call(method, on: text, try evaluated(arguments, machine, activation), machine)
    }
    if case .dictionary(let dictionary) = value, let method = name.dictionaryMethod {
      return try DictionaryMethods.call(method, on: dictionary, try evaluated(arguments, machine, activation), machine)
    }
    let function = try Members.attribute(name, of: value, machine)
    return try machine.call(function, try evaluated(arguments, machine, activation))
  }
}
