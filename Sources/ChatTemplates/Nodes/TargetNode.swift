/// What an assignment or a loop writes to, compiled.
enum TargetNode: Sendable {
  case variable(Reference)
  case namespace(Reference, attribute: TemplateString)
  case tuple(TupleTarget)

  func assign(_ value: consuming TemplateValue, _ machine: Machine, _ activation: Activation) throws {
    switch self {
    case .variable(let reference): activation[reference] = value
    case .namespace(let reference, let attribute):
      guard case .object(let object)? = activation[reference], let namespace = object as? NamespaceObject else {
        throw TemplateFailure.type("cannot assign attribute on non-namespace object")
      }
      try namespace.set(attribute, value, machine)
    case .tuple(let tuple):
      try machine.checkStack()
      let targets = tuple.targets
      let items = try Self.unpacked(value, machine)
      if items.count != targets.count {
        let problem = items.count > targets.count ? "too many" : "not enough"
        throw TemplateFailure.value(
          "\(problem) values to unpack (expected \(targets.count), got \(items.count))")
      }
      for (target, item) in zip(targets, items) { try target.assign(item, machine, activation) }
    }
  }

  private static func unpacked(_ value: TemplateValue, _ machine: Machine) throws -> [TemplateValue] {
    if !machine.isIterable(value) {
      throw TemplateFailure.type("cannot unpack non-iterable \(value.typeName) object")
    }
    return try machine.items(of: value)
  }
}

/// Several targets, for the items of one value.
final class TupleTarget: Sendable {
  let targets: [TargetNode]

  init(_ targets: [TargetNode]) { self.targets = targets }
}
