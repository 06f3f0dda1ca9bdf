/// Text between tags.
final class TextNode: StatementNode {
  let text: TemplateString

  init(_ text: TemplateString) { self.text = text }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    try machine.write(text)
    return .next
  }
}

/// `{{ expression }}`.
final class PrintNode: StatementNode {
  let expression: any ExpressionNode
  let place: Place

  init(_ expression: any ExpressionNode, _ place: Place) {
    self.expression = expression
    self.place = place
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    try expression.write(place, machine, activation)
    return .next
  }
}
