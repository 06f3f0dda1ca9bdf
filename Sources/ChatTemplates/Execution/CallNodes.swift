/// The arguments of a call, compiled.
struct ArgumentNodes: Sendable {
  var positional: [any ExpressionNode] = []
  var keywords: [(name: TemplateString, value: any ExpressionNode)] = []
  var extraPositional: (any ExpressionNode)?
  var extraKeywords: (any ExpressionNode)?

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> Arguments {
    try machine.step(positional.count + keywords.count + 1)
    var arguments = Arguments()
    if !positional.isEmpty {
      arguments.positional.reserveCapacity(positional.count)
      for node in positional { arguments.positional.append(try node.evaluate(machine, activation)) }
    }
    for (name, node) in keywords { arguments.keywords.append((name, try node.evaluate(machine, activation))) }
    if let extraPositional {
      arguments.positional += try extraPositional.evaluate(machine, activation).takeItems(machine)
    }
    if let extraKeywords { try add(try extraKeywords.evaluate(machine, activation), to: &arguments) }
    return arguments
  }

  private func add(_ value: TemplateValue, to arguments: inout Arguments) throws {
    guard case .dictionary(let dictionary) = value else {
      throw TemplateFailure.type("what follows ** must be a dictionary, not \(value.typeName)")
    }
    try machineIndependentCheck(arguments.keywords.count + dictionary.count)
    for (key, value) in zip(dictionary.keys, dictionary.values) {
      guard case .string(let name) = key else { throw TemplateFailure.type("keywords must be strings") }
      if arguments.keywords.contains(where: { $0.name == name }) {
        throw TemplateFailure.type("got multiple values for keyword argument '\(name.description)'")
      }
      arguments.keywords.append((name, value))
    }
  }

  /// Keyword arguments are searched one by one, so a huge dictionary behind `**` is refused.
  private func machineIndependentCheck(_ count: Int) throws {
    if count > 1_000 { throw TemplateFailure.limit("keyword arguments", value: 1_000, met: count, flag: nil) }
  }
}

/// `f(…)`
final class CallNode: ExpressionNode {
  let callee: any ExpressionNode
  let arguments: ArgumentNodes
  let place: Place

  init(_ callee: any ExpressionNode, _ arguments: ArgumentNodes, _ place: Place) {
    self.callee = callee
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let function = try callee.evaluate(machine, activation)
    return try call(function, try arguments.evaluate(machine, activation), machine)
  }

  /// Calls `function`; also with a `caller` for a call block.
  func call(_ function: TemplateValue, _ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    machine.place = place
    switch function {
    case .object(let object): return try object.call(arguments, machine)
    case .undefined(let undefined): throw TemplateFailure.undefined(undefined)
    default: throw TemplateFailure.type("'\(function.typeName)' object is not callable")
    }
  }
}

/// `a.b(…)`: methods of strings, lists and dictionaries are called at once, without a value for the method.
final class MethodCallNode: ExpressionNode {
  let subject: any ExpressionNode
  let member: Member
  let arguments: ArgumentNodes
  let place: Place

  init(_ subject: any ExpressionNode, _ member: Member, _ arguments: ArgumentNodes, _ place: Place) {
    self.subject = subject
    self.member = member
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    if let method = member.method(of: value) {
      let given = try arguments.evaluate(machine, activation)
      machine.place = place
      return try method(value, given, machine)
    }
    machine.place = place
    let function = try member.attribute(of: value, machine)
    let given = try arguments.evaluate(machine, activation)
    machine.place = place
    switch function {
    case .object(let object): return try object.call(given, machine)
    case .undefined(let undefined): throw TemplateFailure.undefined(undefined)
    default: throw TemplateFailure.type("'\(function.typeName)' object is not callable")
    }
  }
}

/// `a | filter(…)`
final class FilterNode: ExpressionNode {
  let subject: any ExpressionNode
  let function: FilterFunction
  let arguments: ArgumentNodes
  let place: Place

  init(_ subject: any ExpressionNode, _ function: @escaping FilterFunction, _ arguments: ArgumentNodes, _ place: Place) {
    self.subject = subject
    self.function = function
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    let given = try arguments.evaluate(machine, activation)
    machine.place = place
    return try function(value, given, machine)
  }
}

/// `a is test(…)`
final class TestNode: ExpressionNode {
  let subject: any ExpressionNode
  let function: TestFunction
  let arguments: ArgumentNodes
  let place: Place

  init(_ subject: any ExpressionNode, _ function: @escaping TestFunction, _ arguments: ArgumentNodes, _ place: Place) {
    self.subject = subject
    self.function = function
    self.arguments = arguments
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try subject.evaluate(machine, activation)
    let given = try arguments.evaluate(machine, activation)
    machine.place = place
    return .bool(try function(value, given, machine))
  }
}

/// A filter or test that does not exist, in a branch that may never run.
final class UnknownNode: ExpressionNode {
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

/// What a filter block or a set block with a filter collected, as the subject of its filter.
final class CapturedNode: ExpressionNode {
  let slot: Int

  init(slot: Int) { self.slot = slot }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    activation[Reference(hops: 0, slot: slot)] ?? .string(.empty)
  }
}
