/// Whether Python's `==` holds. Its cost is bounded by the lesser weight of the two, which callers count as steps.
func isEqual(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
  switch (left, right) {
  case (.string(let first), .string(let second)): first == second
  case (.undefined, .undefined), (.none, .none): true
  case (.list(let first), .list(let second)): isEqual(first, second)
  case (.dictionary(let first), .dictionary(let second)): isEqual(first, second)
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

private func isEqual(_ first: TemplateList, _ second: TemplateList) -> Bool {
  if first === second { return true }
  guard first.typeName == second.typeName || (first.isTuple && second.isTuple), first.items.count == second.items.count
  else { return false }
  for index in first.items.indices where !isEqual(first.items[index], second.items[index]) { return false }
  return true
}

private func isEqual(_ first: TemplateDictionary, _ second: TemplateDictionary) -> Bool {
  if first === second { return true }
  guard first.count == second.count else { return false }
  for (position, key) in first.keys.enumerated() {
    guard let other = second.value(for: key), isEqual(first.values[position], other) else { return false }
  }
  return true
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
