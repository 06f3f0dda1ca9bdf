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
    case .string(let text): !text.isEmpty
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

  /// How large it is as what a template is given, down to `levels` containers within each other: the bytes of its texts,
  /// and as much for each dictionary as a long message has, as templates work on messages and tools one by one.
  func givenSize(levels: Int) -> Int {
    switch self {
    case .string(let text): text.byteCount
    case .list(let list):
      levels == 0 ? 0 : list.items.reduce(0) { $0.saturatingAdd($1.givenSize(levels: levels - 1)) }
    case .dictionary(let dictionary):
      levels == 0 ? 0 : dictionary.values.reduce(2_048) { $0.saturatingAdd($1.givenSize(levels: levels - 1)) }
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
