import Prompting

/// Where values came from.
extension Machine {
  /// One origin for all the text in a value; template where it holds no other.
  func mergedOrigin(of value: TemplateValue) throws -> Origin {
    switch value {
    case .string(let text):
      try step(1 + text.spans.count >> 3)
      return text.mergedOrigin
    case .list(let list):
      if list.depth == 1, case .range = list.kind { return .template }
      return try mergedOrigin(of: list.items)
    case .dictionary(let dictionary):
      return try mergedOrigin(of: dictionary.keys, mergedOrigin(of: dictionary.values))
    case .object(let object): return try object.mergedOrigin(self)
    default: return .template
    }
  }

  func mergedOrigin(of values: [TemplateValue], _ start: Origin = .template) throws -> Origin {
    try step(1 + values.count >> 3)
    try checkStack()
    var result = start
    for value in values {
      switch value {
      case .none, .bool, .integer, .float, .undefined: break
      default: result = result.merged(with: try mergedOrigin(of: value))
      }
    }
    return result
  }
}
