/// What Python says of a value.
extension TemplateValue {
  /// Python's name for the type.
  var typeName: String {
    switch self {
    case .undefined: "Undefined"
    case .none: "NoneType"
    case .bool: "bool"
    case .integer: "int"
    case .float: "float"
    case .string(let text): text.isMarkup ? "Markup" : "str"
    case .list(let list): list.typeName
    case .dictionary: "dict"
    case .object(let object): object.typeName
    }
  }

  var isUndefined: Bool {
    if case .undefined = self { return true }
    return false
  }

  var isNone: Bool {
    if case .none = self { return true }
    return false
  }

  /// Whether it has an identity: an iterator, a namespace, a function.
  var isObject: Bool {
    if case .object = self { return true }
    return false
  }

  /// Whether `if` takes it for true.
  @inline(__always)
  func isTrue(_ machine: Machine) throws -> Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let flag): flag
    case .integer(let number): number != 0
    case .float(let number): number != 0
    case .string(let text): !text.utf8.isEmpty
    case .list(let list): !list.items.isEmpty
    case .dictionary(let dictionary): dictionary.count != 0
    case .object(let object): try object.length(machine).map { $0 != 0 } ?? true
    }
  }

  /// The text, where the value is a string.
  var text: TemplateString? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// How many steps looking at all of the value may take.
  var weight: Int {
    switch self {
    case .string(let text): text.weight
    case .list(let list): list.weight
    case .dictionary(let dictionary): dictionary.weight
    default: 1
    }
  }

  /// The bytes of all texts in it, down to `levels` containers within each other.
  func givenByteCount(levels: Int) -> Int {
    let sum = { (values: [TemplateValue]) in
      levels == 0 ? 0 : values.reduce(0) { $0.saturatingAdd($1.givenByteCount(levels: levels - 1)) }
    }
    return switch self {
    case .string(let text): text.utf8.count
    case .list(let list): sum(list.items)
    case .dictionary(let dictionary): sum(dictionary.keys).saturatingAdd(sum(dictionary.values))
    default: 0
    }
  }
}

extension Int {
  /// The sum, or the largest integer where the sum would be larger.
  func saturatingAdd(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? .max : sum
  }
}
