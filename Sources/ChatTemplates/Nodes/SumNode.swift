/// `first + second + …`: strings are put together at once, as chat templates write whole turns so; anything else pair by
/// pair.
final class SumNode: ExpressionNode {
  let first: any ExpressionNode
  let rest: [(operand: any ExpressionNode, place: Place)]

  init(_ first: any ExpressionNode, _ rest: [(operand: any ExpressionNode, place: Place)]) {
    self.first = first
    self.rest = rest
  }

  private enum Sum {
    /// Strings to put together, none of them `Markup`.
    case texts([TemplateString])
    case value(TemplateValue)
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    switch try sum(machine, activation) {
    case .texts(let texts): .string(try Self.joined(texts, machine))
    case .value(let value): value
    }
  }

  func write(_ place: Place, _ machine: Machine, _ activation: Activation) throws {
    switch try sum(machine, activation) {
    case .texts(let texts): for text in texts { try machine.write(text) }
    case .value(let value): try machine.write(value, place)
    }
  }

  private func sum(_ machine: Machine, _ activation: Activation) throws -> Sum {
    let start = try first.evaluate(machine, activation)
    guard case .string(let text) = start, !text.isMarkup else {
      return .value(try add(from: 0, to: start, machine, activation))
    }
    var texts: [TemplateString] = []
    texts.reserveCapacity(rest.count + 1)
    texts.append(text)
    for index in rest.indices {
      let value = try rest[index].operand.evaluate(machine, activation)
      machine.place = rest[index].place
      try machine.step()
      guard case .string(let text) = value, !text.isMarkup else {
        let sum = try Arithmetic.apply(.add, .string(try Self.joined(texts, machine)), value, machine)
        return .value(try add(from: index + 1, to: sum, machine, activation))
      }
      texts.append(text)
    }
    return .texts(texts)
  }

  /// Adds the operands from `index` on, one after the other.
  private func add(
    from index: Int, to value: TemplateValue, _ machine: Machine, _ activation: Activation
  ) throws -> TemplateValue {
    var result = value
    for index in index..<rest.count {
      let value = try rest[index].operand.evaluate(machine, activation)
      machine.place = rest[index].place
      try machine.step()
      result = try Arithmetic.apply(.add, result, value, machine)
    }
    return result
  }

  private static func joined(_ texts: [TemplateString], _ machine: Machine) throws -> TemplateString {
    if texts.count == 1 { return texts[0] }
    return try TextJoining.join(texts, .empty, machine)
  }
}
