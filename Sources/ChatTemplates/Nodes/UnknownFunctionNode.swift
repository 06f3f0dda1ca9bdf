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
