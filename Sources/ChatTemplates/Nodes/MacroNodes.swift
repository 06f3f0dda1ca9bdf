/// `{% macro name(…) %}`.
final class MacroNode: StatementNode {
  let target: Reference
  let code: MacroCode

  init(_ target: Reference, _ code: MacroCode) {
    self.target = target
    self.code = code
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    activation[target] = .object(MacroObject(code, activation, machine))
    return .next
  }
}

/// `{% call name(…) %}…{% endcall %}`.
final class CallBlockNode: StatementNode {
  let callee: any ExpressionNode
  let arguments: ArgumentsNode
  let caller: MacroCode
  let place: Place

  init(_ callee: any ExpressionNode, _ arguments: ArgumentsNode, caller: MacroCode, _ place: Place) {
    self.callee = callee
    self.arguments = arguments
    self.caller = caller
    self.place = place
  }

  private static let callerName = TemplateString("caller")

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let macro = TemplateValue.object(MacroObject(caller, activation, machine))
    let function = try callee.evaluate(machine, activation)
    var values = try arguments.evaluate(machine, activation)
    machine.place = place
    if values.keywords.contains(where: { $0.name == Self.callerName }) {
      throw TemplateFailure.type("got multiple values for keyword argument 'caller'")
    }
    values.keywords.append((Self.callerName, macro))
    let result = try machine.call(function, values)
    machine.place = place
    try machine.write(try PythonPrinter.text(result, machine))
    return .next
  }
}

/// `{% generation %}…{% endgeneration %}`: what it writes is what the model is to learn.
///
/// Source: `AssistantTracker` in transformers `chat_template_utils.py`.
final class GenerationNode: StatementNode {
  let code: MacroCode

  init(_ code: MacroCode) { self.code = code }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let text = try MacroObject(code, activation, machine).render(.none, machine)
    let start = machine.captureDepth == 0 ? machine.output.count : machine.outermostCount
    machine.generationRanges.append(start..<(start + text.utf8.count))
    try machine.write(text)
    return .next
  }
}
