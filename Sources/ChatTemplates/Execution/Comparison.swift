/// Python's comparisons.
enum Comparison {
  static func holds(
    _ operation: ComparisonOperator, _ left: TemplateValue, _ right: TemplateValue, _ machine: Machine
  ) throws -> Bool {
    switch operation {
    case .equal: return try equal(left, right, machine)
    case .notEqual: return try !equal(left, right, machine)
    case .contained: return try contains(right, left, machine)
    case .notContained: return try !contains(right, left, machine)
    case .less: return try isLess(left, right, "<", machine)
    case .greater: return try isLess(right, left, ">", machine, isSwapped: true)
    case .lessOrEqual: return try isOrdered(left, right, "<=", machine)
    case .greaterOrEqual: return try isOrdered(right, left, ">=", machine, isSwapped: true)
    }
  }

  @inline(__always)
  static func equal(_ left: TemplateValue, _ right: TemplateValue, _ machine: Machine) throws -> Bool {
    if case .string(let first) = left, case .string(let second) = right {
      try machine.step(min(first.weight, second.weight))
      return first == second
    }
    try machine.step(min(left.weight, right.weight))
    return isEqual(left, right)
  }

  /// Whether `container` holds `item`.
  static func contains(_ container: TemplateValue, _ item: TemplateValue, _ machine: Machine) throws -> Bool {
    switch container {
    case .string(let text):
      guard case .string(let part) = item else {
        throw TemplateFailure.type("'in <string>' requires string as left operand, not \(item.typeName)")
      }
      try machine.search(for: part, in: text)
      return PythonText.find(part.utf8, in: text.utf8, 0..<text.utf8.count) != nil
    case .dictionary(let dictionary):
      try checkHashable(item, machine)
      return dictionary.value(for: item) != nil
    case .undefined: return false
    case .none, .bool, .integer, .float:
      throw TemplateFailure.type("argument of type '\(container.typeName)' is not iterable")
    case .list, .object:
      for other in try machine.items(of: container) where try equal(other, item, machine) { return true }
      return false
    }
  }

  /// Counts the work of hashing a value, or fails when Python would not hash it.
  static func checkHashable(_ value: TemplateValue, _ machine: Machine) throws {
    if case .string = value { return }
    try machine.step(value.weight)
    if !value.isHashable { throw TemplateFailure.type("unhashable type: '\(value.typeName)'") }
  }

  private static func isOrdered(
    _ left: TemplateValue, _ right: TemplateValue, _ symbol: String, _ machine: Machine, isSwapped: Bool = false
  ) throws -> Bool {
    if let first = left.number, let second = right.number {
      return first.double.isNaN || second.double.isNaN
        ? false : !isLess(second, first)
    }
    return try !isLess(right, left, symbol, machine, isSwapped: !isSwapped)
  }

  /// Whether `left < right`. `isSwapped` says that the template wrote them the other way round, for the message.
  static func isLess(
    _ left: TemplateValue, _ right: TemplateValue, _ symbol: String = "<", _ machine: Machine, isSwapped: Bool = false
  ) throws -> Bool {
    switch (left, right) {
    case (.string(let first), .string(let second)):
      try machine.scan(min(first.utf8.count, second.utf8.count))
      return first.utf8.lexicographicallyPrecedes(second.utf8)
    case (.undefined(let undefined), _), (_, .undefined(let undefined)): throw TemplateFailure.undefined(undefined)
    case (.list(let first), .list(let second))
    where first.isOrdered && second.isOrdered && first.isTuple == second.isTuple:
      try machine.step(min(first.weight, second.weight))
      try machine.checkStack()
      for (one, other) in zip(first.items, second.items) where !isEqual(one, other) {
        return try isLess(one, other, symbol, machine, isSwapped: isSwapped)
      }
      return first.items.count < second.items.count
    default:
      if let first = left.number, let second = right.number { return isLess(first, second) }
      let (one, other) = isSwapped ? (right, left) : (left, right)
      throw TemplateFailure.type(
        "'\(symbol)' not supported between instances of '\(one.typeName)' and '\(other.typeName)'")
    }
  }

  private static func isLess(_ left: Number, _ right: Number) -> Bool {
    switch (left, right) {
    case (.integer(let first), .integer(let second)): first < second
    case (.float(let first), .float(let second)): first < second
    case (.integer(let first), .float(let second)): compare(first, second) < 0
    case (.float(let first), .integer(let second)): compare(second, first) > 0
    }
  }

  /// -1, 0 or 1 as the integer is less than, equal to or greater than the float, exactly; 0 for NaN.
  private static func compare(_ integer: Int, _ float: Double) -> Int {
    if float.isNaN { return 0 }
    if float >= 0x1p63 { return -1 }
    if float < -0x1p63 { return 1 }
    let whole = Int(float.rounded(.down))
    if integer != whole { return integer < whole ? -1 : 1 }
    return float > float.rounded(.down) ? -1 : 0
  }
}

extension TemplateList {
  /// Whether Python compares it with `<`: lists and tuples, not ranges nor views.
  var isOrdered: Bool { kind == .list || isTuple }
}
