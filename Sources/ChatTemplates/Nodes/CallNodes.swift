/// `callee(arguments)`.
final class CallNode: ExpressionNode {
  let callee: any ExpressionNode
  let arguments: ArgumentsNode
  let place: Place

  init(_ callee: any ExpressionNode, _ arguments: ArgumentsNode, _ place: Place) {
    self.callee = callee
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let function = try callee.evaluate(machine, activation)
    return try machine.call(function, try arguments.evaluate(at: place, machine, activation))
  }

  /// What a macro writes goes straight to the output.
  func write(_ place: Place, _ machine: Machine, _ activation: Activation) throws {
    let function = try callee.evaluate(machine, activation)
    let values = try arguments.evaluate(at: self.place, machine, activation)
    guard case .object(let object) = function, let macro = object as? MacroObject else {
      return try machine.write(try machine.call(function, values), place)
    }
    try machine.step()
    try macro.write(values, machine)
  }
}

/// `subject.name(arguments)`, which needs no method object.
final class MethodNode: ExpressionNode {
  let subject: any ExpressionNode
  let name: MemberName
  let arguments: ArgumentsNode
  let place: Place

  init(_ subject: any ExpressionNode, _ name: MemberName, _ arguments: ArgumentsNode, _ place: Place) {
    self.subject = subject
    self.name = name
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    machine.place = place
    try machine.step()
    if case .string(let text) = value, let method = name.stringMethod {
      let values = try arguments.evaluate(at: place, machine, activation)
      return try StringMethods.call(method, on: text, values, machine)
    }
    if case .dictionary(let dictionary) = value, let method = name.dictionaryMethod {
      let values = try arguments.evaluate(at: place, machine, activation)
      return try DictionaryMethods.call(method, on: dictionary, values, machine)
    }
    let function = try Members.attribute(name, of: value, machine)
    return try machine.call(function, try arguments.evaluate(at: place, machine, activation))
  }
}

/// `subject | name(arguments)`.
final class FilterNode: ExpressionNode {
  let subject: any ExpressionNode
  let filter: FilterFunction
  let arguments: ArgumentsNode
  let place: Place

  init(_ subject: any ExpressionNode, _ filter: @escaping FilterFunction, _ arguments: ArgumentsNode, _ place: Place) {
    self.subject = subject
    self.filter = filter
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    let values = try arguments.evaluate(at: place, machine, activation)
    try machine.step()
    return try filter(value, values, machine)
  }
}
