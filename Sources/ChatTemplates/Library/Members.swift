/// Attributes and items, as the sandbox lets a template see them.
///
/// Source: `getattr` and `getitem` of `SandboxedEnvironment` in Jinja 3.1 `sandbox.py`.
enum Members {
  /// `value.name`: Python's attribute where there is one, else the item.
  static func attribute(
    _ name: MemberName, of value: TemplateValue, _ machine: Machine
  ) throws -> TemplateValue {
    if case .dictionary(let dictionary) = value, name.dictionaryMethod == nil, !name.isSpecial,
      let found = dictionary.value(for: name.text)
    {
      return found
    }
    if let found = try own(name, of: value, machine) { return found }
    if case .dictionary(let dictionary) = value, let found = dictionary.value(for: name.text) { return found }
    return missing(name.text, in: value)
  }

  /// `value['name']`: the item where there is one, else Python's attribute.
  static func item(_ name: MemberName, of value: TemplateValue, _ machine: Machine) throws -> TemplateValue {
    if case .dictionary(let dictionary) = value, let found = dictionary.value(for: name.text) { return found }
    return try own(name, of: value, machine) ?? missing(name.text, in: value)
  }

  /// `value[key]`.
  static func item(_ key: TemplateValue, of value: TemplateValue, _ machine: Machine) throws -> TemplateValue {
    if case .undefined(let undefined) = value { throw TemplateFailure.undefined(undefined) }
    if let found = try subscripted(value, by: key, machine) { return found }
    if case .string(let name) = key, let found = try own(MemberName(name), of: value, machine) { return found }
    return missing(key, in: value)
  }

  /// The item that Python's subscript finds; `nil` where it raises a TypeError or LookupError.
  private static func subscripted(
    _ value: TemplateValue, by key: TemplateValue, _ machine: Machine
  ) throws -> TemplateValue? {
    if case .dictionary(let dictionary) = value {
      try machine.step(key.weight)
      return key.isHashable ? dictionary.value(for: key) : nil
    }
    let position: Int
    switch key {
    case .integer(let number): position = number
    case .bool(let flag): position = flag ? 1 : 0
    default: return nil
    }
    switch value {
    case .list(let list):
      guard list.isSubscriptable else { return nil }
      let index = position < 0 ? position.saturatingAdd(list.items.count) : position
      return list.items.indices.contains(index) ? list.items[index] : nil
    case .string(let text): return try character(position, of: text, machine)
    default: return nil
    }
  }

  private static func character(
    _ position: Int, of text: TemplateString, _ machine: Machine
  ) throws -> TemplateValue? {
    try machine.scan(text.utf8.count)
    let boundaries = PythonText.boundaries(text.utf8)
    let count = boundaries.count - 1
    let index = position < 0 ? position.saturatingAdd(count) : position
    guard index >= 0, index < count else { return nil }
    try machine.build(strings: 1)
    return .string(text.slice(boundaries[index]..<boundaries[index + 1]))
  }

  /// The attribute that Python's object itself has.
  static func own(_ name: MemberName, of value: TemplateValue, _ machine: Machine) throws -> TemplateValue? {
    if case .undefined(let undefined) = value { throw TemplateFailure.undefined(undefined) }
    if case .object(let object) = value, let found = try object.attribute(name, machine) { return found }
    if name.isSpecial { return isSpecial(name) ? unsafe(name, of: value) : nil }
    switch value {
    case .string(let text):
      return try name.stringMethod.map { method in
        try machine.object(FunctionObject(method.rawValue) { try StringMethods.call(method, on: text, $0, $1) })
      }
    case .dictionary(let dictionary):
      guard let method = name.dictionaryMethod else { return nil }
      if method.isMutating { return unsafe(name, of: value) }
      return try machine.object(
        FunctionObject(method.rawValue, depth: dictionary.depth + 1) {
          try DictionaryMethods.call(method, on: dictionary, $0, $1)
        })
    case .list(let list):
      if list.kind == .group, list.items.count == 2 {
        if name.text.description == "grouper" { return list.items[0] }
        if name.text.description == "list" { return list.items[1] }
      }
      guard let method = name.listMethod, method.exists(in: list.kind) else { return nil }
      if method.isMutating { return unsafe(name, of: value) }
      return try machine.object(
        FunctionObject(method.rawValue, depth: list.depth + 1) { try ListMethods.call(method, on: list, $0, $1) })
    case .bool, .integer, .float: return numeric(name, of: value)
    default: return nil
    }
  }

  private static func numeric(_ name: MemberName, of value: TemplateValue) -> TemplateValue? {
    let isFloat = if case .float = value { true } else { false }
    switch name.text.description {
    case "real", "numerator":
      if isFloat { return name.text.description == "real" ? value : nil }
      return value.number.map { if case .integer(let number) = $0 { .integer(number) } else { value } }
    case "imag": return isFloat ? .float(0) : .integer(0)
    case "denominator": return isFloat ? nil : .integer(1)
    case "bit_length", "bit_count", "to_bytes", "from_bytes", "as_integer_ratio", "conjugate", "is_integer", "hex",
      "fromhex":
      let method = name.text.description
      return .object(
        FunctionObject(method) { _, _ in
          throw TemplateFailure.unsupported("the method '\(method)' of numbers is not supported")
        })
    default: return nil
    }
  }

  /// The special attributes that every object of Python has.
  private static let specialNames: Set<String> = [
    "__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__format__", "__ge__", "__getattribute__",
    "__getstate__", "__gt__", "__hash__", "__init__", "__init_subclass__", "__le__", "__lt__", "__ne__", "__new__",
    "__reduce__", "__reduce_ex__", "__repr__", "__setattr__", "__sizeof__", "__str__", "__subclasshook__", "__len__",
    "__contains__", "__getitem__", "__iter__", "__add__", "__mul__", "__dict__", "__module__", "__call__",
    "__globals__", "__code__", "__builtins__", "__self__", "__func__", "__closure__", "__name__",
  ]

  private static func isSpecial(_ name: MemberName) -> Bool { specialNames.contains(name.text.description) }

  private static func unsafe(_ name: MemberName, of value: TemplateValue) -> TemplateValue {
    .undefined(TemplateUndefined(.unsafe(name.text.description, typeName: value.typeName)))
  }

  private static func missing(_ name: TemplateString, in value: TemplateValue) -> TemplateValue {
    .undefined(TemplateUndefined(.member(name, typeName: value.typeName)))
  }

  private static func missing(_ key: TemplateValue, in value: TemplateValue) -> TemplateValue {
    switch key {
    case .string(let name): missing(name, in: value)
    case .integer(let number): missing(TemplateString(String(number)), in: value)
    default: missing(TemplateString("of type \(key.typeName)"), in: value)
    }
  }
}
