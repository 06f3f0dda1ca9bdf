/// `subject is name(arguments)`.
final class TestNode: ConditionExpressionNode {
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

  func holds(_ machine: Machine, _ activation: Activation) throws -> Bool {
    let value = try subject.evaluate(machine, activation)
    let values = try arguments.evaluate(at: place, machine, activation)
    try machine.step()
    return try test(value, values, machine)
  }
}

/// `subject is name`, where the test takes no argument and none is given.
final class PlainTestNode: ConditionExpressionNode {
  let subject: any ExpressionNode
  let test: PlainTestFunction
  let place: Place

  init(_ subject: any ExpressionNode, _ test: @escaping PlainTestFunction, _ place: Place) {
    self.subject = subject
    self.test = test
    self.place = place
  }

  func holds(_ machine: Machine, _ activation: Activation) throws -> Bool {
    let value = try subject.evaluate(machine, activation)
    machine.place = place
    try machine.step()
    return try test(value, machine)
  }
}
