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
    let values = try arguments.evaluate(machine, activation)
    machine.place = place
    return try machine.call(function, values)
  }
}

/// `subject.name(arguments)`, which needs no method object.
final class MethodCallNode: ExpressionNode {
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
    switch value {
    case .string(let text):
      if let method = name.stringMethod {
        let values = try arguments.evaluate(machine, activation)
        machine.place = place
        return try StringMethods.call(method, on: text, values, machine)
      }
    case .dictionary(let dictionary):
      if let method = name.dictionaryMethod {
        let values = try arguments.evaluate(machine, activation)
        machine.place = place
        return try DictionaryMethods.call(method, on: dictionary, values, machine)
      }
    default: break
    }
    let function = try Members.attribute(name, of: value, machine)
    let values = try arguments.evaluate(machine, activation)
    machine.place = place
    return try machine.call(function, values)
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
    let values = try arguments.evaluate(machine, activation)
    machine.place = place
    try machine.step()
    return try filter(value, values, machine)
  }
}

/// `subject is name(arguments)`.
final class TestNode: ExpressionNode {
  let subject: any ExpressionNode
  let test: TestFunction
  let arguments: ArgumentsNode
  let place: Place

  init(_ subject: any ExpressionNode, _ test: @escaping TestFunction, _ arguments: ArgumentsNode, _ place: Place) {
    self.subject = subject
    self.test = test
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    let values = try arguments.evaluate(machine, activation)
    machine.place = place
    try machine.step()
    return .bool(try test(value, values, machine))
  }
}

/// A filter or test that does not exist, named where it may never be reached.
final class UnknownFunctionNode: ExpressionNode {
  let message: String
  let place: Place

  init(_ message: String, _ place: Place) {
    self.message = message
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    machine.place = place
    throw TemplateFailure(.templateSyntax, message)
  }
}

/// The text that a filter block or set block has just collected.
final class CapturedTextNode: ExpressionNode {
  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue { .string(machine.captured) }
}
