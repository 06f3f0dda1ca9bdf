/// What a test that takes no argument says of its subject.
typealias PlainTestFunction = @Sendable (TemplateValue, Machine) throws -> Bool

/// What a test says of its subject.
typealias TestFunction = @Sendable (TemplateValue, Arguments, Machine) throws -> Bool

/// The tests of Jinja.
///
/// Source: Jinja 3.1 `tests.py`.
enum Tests {
  static func named(_ name: String) -> TestFunction? { table[name] }

  /// The test of this name, where it is one that takes no argument.
  static func plain(_ name: String) -> PlainTestFunction? { plainTests[name] }

  private static let table: [String: TestFunction] = {
    var table = comparisonTests
    for (name, test) in plainTests {
      table[name] = { value, arguments, machine in
        if !arguments.isEmpty { throw TemplateFailure.type("the test '\(name)' takes no argument") }
        return try test(value, machine)
      }
    }
    return table
  }()

  private static let plainTests: [String: PlainTestFunction] = [
    "defined": { value, _ in !value.isUndefined },
    "undefined": { value, _ in value.isUndefined },
    "none": { value, _ in value.isNone },
    "boolean": { value, _ in if case .bool = value { true } else { false } },
    "true": { value, _ in if case .bool(true) = value { true } else { false } },
    "false": { value, _ in if case .bool(false) = value { true } else { false } },
    "integer": { value, _ in if case .integer = value { true } else { false } },
    "float": { value, _ in if case .float = value { true } else { false } },
    "number": { value, _ in value.number != nil },
    "string": { value, _ in if case .string = value { true } else { false } },
    "mapping": { value, _ in if case .dictionary = value { true } else { false } },
    "sequence": { value, _ in isSequence(value) },
    "iterable": { value, machine in machine.isIterable(value) },
    "callable": { value, _ in isCallable(value) },
    "escaped": { value, _ in value.text?.isMarkup ?? false },
    "lower": { value, machine in try TextQuestions.answer(.islower, try PythonPrinter.text(value, machine)) },
    "upper": { value, machine in try TextQuestions.answer(.isupper, try PythonPrinter.text(value, machine)) },
    "odd": { value, machine in isEqual(try remainder(value, .integer(2), machine), .integer(1)) },
    "even": { value, machine in isEqual(try remainder(value, .integer(2), machine), .integer(0)) },
    "filter": { value, machine in
      try isKey(value, machine) { Filters.named($0) != nil }
    },
    "test": { value, machine in
      try isKey(value, machine) { named($0) != nil }
    },
  ]

  /// Whether the value is a name that `holds` knows; it is looked up in a dictionary, which takes no list or dictionary.
  private static func isKey(_ value: TemplateValue, _ machine: Machine, _ holds: (String) -> Bool) throws -> Bool {
    try Comparison.checkHashable(value, machine)
    return value.text.map { holds($0.description) } ?? false
  }

  private static let comparisonTests: [String: TestFunction] = {
    let names: [(ComparisonOperator, [String])] = [
      (.equal, ["==", "eq", "equalto"]), (.notEqual, ["!=", "ne"]), (.greater, [">", "gt", "greaterthan"]),
      (.greaterOrEqual, [">=", "ge"]), (.less, ["<", "lt", "lessthan"]), (.lessOrEqual, ["<=", "le"]),
      (.contained, ["in"]),
    ]
    var table: [String: TestFunction] = [:]
    for (operation, names) in names {
      for name in names {
        table[name] = { value, arguments, machine in
          try Comparison.holds(operation, value, try only(arguments, name), machine)
        }
      }
    }
    table["divisibleby"] = { value, arguments, machine in
      isEqual(try remainder(value, try only(arguments, "divisibleby", "num"), machine), .integer(0))
    }
    table["sameas"] = { value, arguments, _ in isSame(value, try only(arguments, "sameas")) }
    return table
  }()

  private static func only(
    _ arguments: Arguments, _ name: String, _ parameter: String = "other"
  ) throws -> TemplateValue {
    try arguments.bind(name, [parameter], required: 1)[0] ?? .none
  }

  private static func remainder(
    _ value: TemplateValue, _ divisor: TemplateValue, _ machine: Machine
  ) throws -> TemplateValue {
    try Arithmetic.apply(.modulo, value, divisor, machine)
  }

  private static func isSequence(_ value: TemplateValue) -> Bool {
    switch value {
    case .string, .dictionary, .undefined: true
    case .list(let list): list.isSubscriptable
    default: false
    }
  }

  private static func isCallable(_ value: TemplateValue) -> Bool {
    switch value {
    case .undefined: true
    case .object(let object): object.isCallable
    default: false
    }
  }

  private static func isSame(_ value: TemplateValue, _ other: TemplateValue) -> Bool {
    switch (value, other) {
    case (.none, .none): true
    case (.bool(let first), .bool(let second)): first == second
    case (.integer(let first), .integer(let second)): first == second
    case (.float(let first), .float(let second)): first == second
    case (.string(let first), .string(let second)): first === second || (first == second && first.utf8.count < 2)
    case (.list(let first), .list(let second)): first === second
    case (.dictionary(let first), .dictionary(let second)): first === second
    case (.object(let first), .object(let second)): first === second
    case (.undefined(let first), .undefined(let second)): first === second
    default: false
    }
  }
}
