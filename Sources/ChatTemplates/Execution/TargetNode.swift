/// What an assignment writes to, compiled.
indirect enum TargetNode: Sendable {
  case variable(Reference)
  case namespace(Reference, attribute: TemplateString)
  case tuple([TargetNode])

  /// Fails unless every namespace that is written to is one; Jinja checks before it evaluates the value.
  func checkNamespaces(_ machine: Machine, _ activation: Activation) throws {
    switch self {
    case .variable: break
    case .namespace(let reference, _):
      guard case .object(let object) = activation[reference], object is NamespaceObject else {
        throw TemplateFailure.type("cannot assign attribute on non-namespace object")
      }
    case .tuple(let targets): for target in targets { try target.checkNamespaces(machine, activation) }
    }
  }

  func assign(_ value: TemplateValue, _ machine: Machine, _ activation: Activation) throws {
    switch self {
    case .variable(let reference): activation[reference] = value
    case .namespace(let reference, let attribute):
      guard case .object(let object) = activation[reference], let namespace = object as? NamespaceObject else {
        throw TemplateFailure.type("cannot assign attribute on non-namespace object")
      }
      try namespace.set(attribute, value)
    case .tuple(let targets): try unpack(value, targets, machine, activation)
    }
  }

  private func unpack(
    _ value: TemplateValue, _ targets: [TargetNode], _ machine: Machine, _ activation: Activation
  ) throws {
    let items = try value.takeItems(machine)
    if items.count != targets.count {
      let problem = items.count < targets.count ? "not enough values" : "too many values"
      throw TemplateFailure.value("\(problem) to unpack: \(targets.count) expected, \(items.count) met")
    }
    for (target, item) in zip(targets, items) { try target.assign(item, machine, activation) }
  }
}
