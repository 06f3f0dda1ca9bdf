/// Filters on single values, and those that apply another filter or test to each item.
extension Filters {
  static let valueFilters: [String: FilterFunction] = [
    "default": defaultValue,
    "d": defaultValue,
    "attr": attribute,
    "tojson": toJSON,
    "map": map,
    "select": { try choose($0, $1, isRejecting: false, byAttribute: false, $2) },
    "reject": { try choose($0, $1, isRejecting: true, byAttribute: false, $2) },
    "selectattr": { try choose($0, $1, isRejecting: false, byAttribute: true, $2) },
    "rejectattr": { try choose($0, $1, isRejecting: true, byAttribute: true, $2) },
    "int": integer,
    "float": float,
    "abs": absolute,
    "round": Rounding.filter,
    "filesizeformat": FileSize.filter,
    "pprint": unsupported("pprint", "it is for debugging; use tojson"),
  ]

  @Sendable private static func defaultValue(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("default", ["default_value", "boolean"])
    let isReplaced = try value.isUndefined || (bound.flag(1, machine) && !value.isTrue(machine))
    return isReplaced ? bound[0] ?? .string(TemplateString.empty) : value
  }

  @Sendable private static func attribute(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("attr", ["name"], required: 1)
    guard let name = try bound.string(0) else { return .none }
    return try Members.own(MemberName(name), of: value, machine)
      ?? .undefined(TemplateUndefined(.member(name, typeName: value.typeName)))
  }

  @Sendable private static func toJSON(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("tojson", ["ensure_ascii", "indent", "separators", "sort_keys"])
    var options = JSONText.Options()
    options.escapesBeyondASCII = try bound.flag(0, machine)
    options.sortsKeys = try bound.flag(3, machine)
    if let indent = bound.given(1) {
      if case .string(let text) = indent {
        options.indent = text
      } else {
        options.indent = try Arithmetic.repeated(TemplateString(" "), try bound.integer(1, default: 0), machine)
      }
      options.itemSeparator = TemplateString(",")
    }
    if let separators = bound.given(2) {
      let items = try machine.items(of: separators)
      guard items.count == 2, let item = items[0].text, let key = items[1].text else {
        throw TemplateFailure.value("tojson: separators must be two strings")
      }
      options.itemSeparator = item
      options.keySeparator = key
    }
    return .string(try JSONText.text(of: value, options, machine))
  }

  // MARK: Items one by one

  @Sendable private static func map(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    var transform: ((TemplateValue, Machine) throws -> TemplateValue)?
    return try each(value, arguments, machine) { item, machine in
      if let transform { return try transform(item, machine) }
      let function = try mapping(arguments)
      transform = function
      return try function(item, machine)
    }
  }

  private static func mapping(_ arguments: Arguments) throws -> (TemplateValue, Machine) throws -> TemplateValue {
    let named = arguments.keywords.first { $0.name.description == "attribute" }
    if arguments.positional.isEmpty, let named {
      let fallback = arguments.keywords.first { $0.name.description == "default" }?.value
      for keyword in arguments.keywords where !["attribute", "default"].contains(keyword.name.description) {
        throw TemplateFailure.value("Unexpected keyword argument '\(keyword.name.description)'")
      }
      let path = AttributePath(named.value)
      let given = fallback.flatMap { $0.isNone ? nil : $0 }
      return { try path.value(in: $0, fallback: given, $1) }
    }
    guard let first = arguments.positional.first else {
      throw TemplateFailure.value("map requires a filter argument")
    }
    guard case .string(let name) = first, let filter = filter(called: name) else {
      throw TemplateFailure.value("no filter named '\(first.text?.description ?? first.typeName)'")
    }
    let rest = Arguments(Array(arguments.positional.dropFirst()), keywords: arguments.keywords)
    return { try filter($0, rest, $1) }
  }

  private static func filter(called name: TemplateString) -> FilterFunction? { named(name.description) }

  /// The items of a value, each through `transform`, when they are asked for.
  private static func each(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine,
    _ transform: @escaping (TemplateValue, Machine) throws -> TemplateValue?
  ) throws -> TemplateValue {
    var source: ItemSource?
    return try machine.iterator(over: value, arguments) { machine in
      let items: ItemSource
      if let source {
        items = source
      } else {
        items = try value.isTrue(machine) ? ItemSource(value, machine) : ItemSource([])
        source = items
      }
      while let item = try items.next(machine) {
        try machine.step()
        if let result = try transform(item, machine) { return result }
      }
      return nil
    }
  }

  private static func choose(
    _ value: TemplateValue, _ arguments: Arguments, isRejecting: Bool, byAttribute: Bool, _ machine: Machine
  ) throws -> TemplateValue {
    var condition: ((TemplateValue, Machine) throws -> Bool)?
    return try each(value, arguments, machine) { item, machine in
      if let condition { return try condition(item, machine) == isRejecting ? nil : item }
      let holds = try self.condition(arguments, byAttribute: byAttribute)
      condition = holds
      return try holds(item, machine) == isRejecting ? nil : item
    }
  }

  private static func condition(
    _ arguments: Arguments, byAttribute: Bool
  ) throws -> (TemplateValue, Machine) throws -> Bool {
    var rest = arguments.positional[...]
    var path = AttributePath(.none)
    if byAttribute {
      guard let attribute = rest.popFirst() else {
        throw TemplateFailure.value("Missing parameter for attribute name")
      }
      path = AttributePath(attribute)
    }
    guard let name = rest.popFirst() else { return { try path.value(in: $0, $1).isTrue($1) } }
    guard case .string(let text) = name, let test = Tests.named(text.description) else {
      throw TemplateFailure.value("no test named '\(name.text?.description ?? name.typeName)'")
    }
    let values = Arguments(Array(rest), keywords: arguments.keywords)
    return { try test(try path.value(in: $0, $1), values, $1) }
  }

  // MARK: Numbers

  @Sendable private static func integer(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("int", ["default", "base"])
    let fallback = bound[0] ?? .integer(0)
    switch value {
    case .undefined(let undefined): throw TemplateFailure.undefined(undefined)
    case .bool(let flag): return .integer(flag ? 1 : 0)
    case .integer: return value
    case .float(let number):
      if number.isNaN { return fallback }
      guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw TemplateFailure.integerOverflow("int") }
      return .integer(whole)
    case .string(let text):
      try machine.scan(text.utf8.count)
      let base = try bound.integer(1, default: 10)
      if base != 0 && (base < 2 || base > 36) { return fallback }
      if let number = try PythonNumber.integer(text.utf8, base: base) { return .integer(number) }
      guard let number = PythonNumber.float(text.utf8), number.isFinite else { return fallback }
      guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw TemplateFailure.integerOverflow("int") }
      return .integer(whole)
    default: return fallback
    }
  }

  @Sendable private static func float(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("float", ["default"])
    switch value {
    case .undefined(let undefined): throw TemplateFailure.undefined(undefined)
    case .string(let text):
      try machine.scan(text.utf8.count)
      return PythonNumber.float(text.utf8).map { .float($0) } ?? bound[0] ?? .float(0)
    default: return value.number.map { .float($0.double) } ?? bound[0] ?? .float(0)
    }
  }

  @Sendable private static func absolute(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    if !arguments.isEmpty { throw TemplateFailure.type("abs takes no arguments") }
    switch value.number {
    case .integer(let number)?: return number < 0 ? try Arithmetic.apply(sign: .subtract, value) : .integer(number)
    case .float(let number)?: return .float(number.magnitude)
    case nil: throw TemplateFailure.type("bad operand type for abs(): '\(value.typeName)'")
    }
  }
}
