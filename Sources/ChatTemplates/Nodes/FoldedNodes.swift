/// What jinja2 works out when it compiles, where it can, and takes from then on for the value.
final class FoldedNode: ExpressionNode {
  let known: any ExpressionNode
  let otherwise: any ExpressionNode
  /// Whether its text is what is kept, which every value has; else only values that jinja2 can write into its code are.
  let isPrinted: Bool

  init(_ known: any ExpressionNode, otherwise: any ExpressionNode, isPrinted: Bool) {
    self.known = known
    self.otherwise = otherwise
    self.isPrinted = isPrinted
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    do {
      let value = try known.evaluate(machine, activation)
      if isPrinted { return .string(try PythonPrinter.text(value, machine)) }
      if value.hasSafeRepresentation { return value }
    } catch let failure as TemplateFailure where failure.code != .templateLimit {}
    return try otherwise.evaluate(machine, activation)
  }
}

/// What is not known when jinja2 compiles.
final class NotKnownNode: ExpressionNode {
  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    throw TemplateFailure.type("not a constant")
  }
}

/// `base ** exponent`.
///
/// Where jinja2 knows the base alone, it writes it into its code as it stands, without parentheses, so that the sign of a
/// negative one is applied last.
final class PowerNode: ExpressionNode {
  let base: any ExpressionNode
  let exponent: any ExpressionNode
  /// The base as jinja2 works it out when it compiles, where it might.
  let knownBase: (any ExpressionNode)?
  let knownExponent: (any ExpressionNode)?
  let place: Place

  init(
    _ base: any ExpressionNode, _ exponent: any ExpressionNode, knownBase: (any ExpressionNode)?,
    knownExponent: (any ExpressionNode)?, _ place: Place
  ) {
    self.base = base
    self.exponent = exponent
    self.knownBase = knownBase
    self.knownExponent = knownExponent
    self.place = place
  }

  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    let value = try base.evaluate(machine, activation)
    let power = try exponent.evaluate(machine, activation)
    let losesParentheses =
      try value.isWrittenWithSign && isKnown(knownBase, machine, activation)
      && !isKnown(knownExponent, machine, activation)
    machine.place = place
    try machine.step()
    if !losesParentheses { return try Arithmetic.apply(.power, value, power, machine) }
    let positive = try Arithmetic.apply(sign: .subtract, value)
    return try Arithmetic.apply(sign: .subtract, try Arithmetic.apply(.power, positive, power, machine))
  }

  private func isKnown(
    _ node: (any ExpressionNode)?, _ machine: Machine, _ activation: Activation
  ) throws -> Bool {
    do {
      return try node?.evaluate(machine, activation).hasSafeRepresentation ?? false
    } catch let failure as TemplateFailure where failure.code != .templateLimit {
      return false
    }
  }
}

extension TemplateValue {
  /// Whether Python writes it with a minus sign.
  fileprivate var isWrittenWithSign: Bool {
    switch self {
    case .integer(let number): number < 0
    case .float(let number): number.sign == .minus && !number.isNaN
    default: false
    }
  }

  /// Whether jinja2 can write it into its code.
  ///
  /// Source: `has_safe_repr` in Jinja 3.1 `compiler.py`.
  fileprivate var hasSafeRepresentation: Bool {
    var pending = [self]
    while let value = pending.popLast() {
      switch value {
      case .undefined, .object: return false
      case .none, .bool, .integer, .float, .string: break
      case .dictionary(let dictionary): pending += dictionary.keys + dictionary.values
      case .list(let list):
        switch list.kind {
        case .list, .tuple: pending += list.items
        case .range: break
        default: return false
        }
      }
    }
    return true
  }
}
