/// Whether Python's `==` holds. Its cost is bounded by the lesser weight of the two, which callers count as steps.
func isEqual(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
  switch (left, right) {
  case (.string(let first), .string(let second)): first == second
  case (.undefined, .undefined), (.none, .none): true
  case (.list, .list), (.dictionary, .dictionary): ContainerComparison.isEqual(left, right)
  case (.object(let first), .object(let second)): first === second
  default:
    switch (left.number, right.number) {
    case (.integer(let first)?, .integer(let second)?): first == second
    case (.float(let first)?, .float(let second)?): first == second
    case (.integer(let first)?, .float(let second)?): Int(exactly: second) == first
    case (.float(let first)?, .integer(let second)?): Int(exactly: first) == second
    default: false
    }
  }
}

/// Compares containers item by item, in a loop, so that deep ones take no stack.
private struct ContainerComparison {
  /// Values to compare pair by pair, as many on each side.
  private struct Level {
    let first: [TemplateValue]
    let second: [TemplateValue]
    var position = 0
  }

  private var levels: [Level] = []

  static func isEqual(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
    var comparison = ContainerComparison()
    if !comparison.open(left, right) { return false }
    while var level = comparison.levels.popLast() {
      guard level.position < level.first.count else { continue }
      let (first, second) = (level.first[level.position], level.second[level.position])
      level.position += 1
      comparison.levels.append(level)
      if !comparison.open(first, second) { return false }
    }
    return true
  }

  /// Compares all but the items of two containers, which follow; whether the two can still be equal.
  private mutating func open(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
    switch (left, right) {
    case (.list(let first), .list(let second)):
      if first === second { return true }
      guard first.typeName == second.typeName || (first.isTuple && second.isTuple),
        first.items.count == second.items.count
      else { return false }
      levels.append(Level(first: first.items, second: second.items))
      return true
    case (.dictionary(let first), .dictionary(let second)):
      if first === second { return true }
      guard first.count == second.count else { return false }
      var found: [TemplateValue] = []
      for key in first.keys {
        // A key holds no dictionary, so looking it up compares nothing but tuples.
        guard let value = second.value(for: key) else { return false }
        found.append(value)
      }
      levels.append(Level(first: first.values, second: found))
      return true
    default: return ChatTemplates.isEqual(left, right)
    }
  }
}

/// A number of one of Python's kinds.
enum Number {
  case integer(Int)
  case float(Double)

  var double: Double {
    switch self {
    case .integer(let value): Double(value)
    case .float(let value): value
    }
  }
}

extension TemplateValue {
  /// The number, where the value is one; a bool is an integer, as in Python.
  var number: Number? {
    switch self {
    case .bool(let flag): .integer(flag ? 1 : 0)
    case .integer(let value): .integer(value)
    case .float(let value): .float(value)
    default: nil
    }
  }
}
