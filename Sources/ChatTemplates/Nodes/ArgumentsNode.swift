/// The arguments of a call, filter or test.
final class ArgumentsNode: Sendable {
  let positional: [any ExpressionNode]
  let keywords: [(name: TemplateString, value: any ExpressionNode)]
  let extraPositional: (any ExpressionNode)?
  let extraKeywords: (any ExpressionNode)?
  let isEmpty: Bool

  init(
    positional: [any ExpressionNode], keywords: [(name: TemplateString, value: any ExpressionNode)],
    extraPositional: (any ExpressionNode)?, extraKeywords: (any ExpressionNode)?
  ) {
    self.positional = positional
    self.keywords = keywords
    self.extraPositional = extraPositional
    self.extraKeywords = extraKeywords
    isEmpty = positional.isEmpty && keywords.isEmpty && extraPositional == nil && extraKeywords == nil
  }

  @inline(__always)
  func evaluate(_ machine: Machine, _ activation: Activation) throws -> Arguments {
    isEmpty ? .none : try evaluateAll(machine, activation)
  }

  /// The values, after which the machine is at `place`, where they are used.
  @inline(__always)
  func evaluate(at place: Place, _ machine: Machine, _ activation: Activation) throws -> Arguments {
    let values = isEmpty ? Arguments.none : try evaluateAll(machine, activation)
    machine.place = place
    return values
  }

  private func evaluateAll(_ machine: Machine, _ activation: Activation) throws -> Arguments {
    var arguments = Arguments()
    if !positional.isEmpty { arguments.positional.reserveCapacity(positional.count) }
    for index in positional.indices {
      arguments.positional.append(try positional[index].evaluate(machine, activation))
    }
    if let extraPositional {
      let items = try machine.items(of: try extraPositional.evaluate(machine, activation))
      try machine.build(items: items.count)
      arguments.positional += items
    }
    if !keywords.isEmpty { arguments.keywords.reserveCapacity(keywords.count) }
    for index in keywords.indices {
      arguments.keywords.append((keywords[index].name, try keywords[index].value.evaluate(machine, activation)))
    }
    if let extraKeywords { try add(try extraKeywords.evaluate(machine, activation), to: &arguments, machine) }
    return arguments
  }

  private func add(_ extra: TemplateValue, to arguments: inout Arguments, _ machine: Machine) throws {
    guard case .dictionary(let dictionary) = extra else {
      throw TemplateFailure.type("argument after ** must be a mapping, not \(extra.typeName)")
    }
    try machine.build(items: dictionary.count)
    for (position, key) in dictionary.keys.enumerated() {
      guard case .string(let name) = key else { throw TemplateFailure.type("keywords must be strings") }
      for given in keywords where given.name == name {
        throw TemplateFailure.type("got multiple values for keyword argument '\(name.description)'")
      }
      arguments.keywords.append((name, dictionary.values[position]))
    }
  }
}
