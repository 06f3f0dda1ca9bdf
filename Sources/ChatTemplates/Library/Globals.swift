import Diagnostics

/// The functions that every template can call.
///
/// Source: Jinja 3.1 `defaults.py` and transformers `chat_template_utils.py`.
enum Globals {
  /// The built-in value of this name.
  static func value(_ name: String) -> TemplateValue? {
    switch name {
    case "range": function(name, range)
    case "dict": .object(DictionaryTypeObject())
    case "namespace": function(name, namespace)
    case "cycler": function(name) { arguments, machine in try machine.object(try CyclerObject(arguments)) }
    case "joiner":
      function(name) { arguments, machine in
        let bound = try arguments.bind("joiner", ["sep"])
        return try machine.object(JoinerObject(bound[0] ?? .string(TemplateString(", "))))
      }
    case "raise_exception": function(name, raise)
    case "strftime_now": function(name, now)
    case "lipsum": function(name) { _, _ in throw TemplateFailure.unsupported("lipsum writes random text") }
    default: nil
    }
  }

  private static func function(
    _ name: String, _ body: @escaping (Arguments, Machine) throws -> TemplateValue
  ) -> TemplateValue {
    .object(FunctionObject(name, body))
  }

  private static func range(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    let bound = try arguments.bindPositional("range", ["start", "stop", "step"], required: 1)
    let first = try integer(bound, 0, 0)
    let start = bound[1] == nil ? 0 : first
    let stop = bound[1] == nil ? first : try integer(bound, 1, 0)
    let step = try integer(bound, 2, 1)
    if step == 0 { throw TemplateFailure.value("range() arg 3 must not be zero") }
    let count = count(start, stop, step)
    if count > UInt(machine.limits.maximumTemplateRange) {
      throw TemplateFailure.limit(
        "items in a range", value: machine.limits.maximumTemplateRange, met: Int(clamping: count),
        flag: nil)
    }
    try machine.build(items: Int(count))
    try machine.step(Int(count) >> 3)
    var items: [TemplateValue] = []
    items.reserveCapacity(Int(count))
    var value = start
    for _ in 0..<count {
      items.append(.integer(value))
      value = value &+ step
    }
    return .list(TemplateList(items, kind: .range(start: start, stop: stop, step: step)))
  }

  private static func integer(_ bound: Arguments.Bound, _ position: Int, _ fallback: Int) throws -> Int {
    if case .some(.none) = bound[position] {
      throw TemplateFailure.type("'NoneType' object cannot be interpreted as an integer")
    }
    return try bound.integer(position, default: fallback)
  }

  private static func count(_ start: Int, _ stop: Int, _ step: Int) -> UInt {
    if step > 0 { return start < stop ? (UInt(bitPattern: stop &- start) - 1) / UInt(step) + 1 : 0 }
    return start > stop ? (UInt(bitPattern: start &- stop) - 1) / step.magnitude + 1 : 0
  }

  private static func namespace(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    if arguments.positional.isEmpty {
      try machine.checkDepth(arguments.depth + 1)
      return .object(try NamespaceObject(arguments.keywords, machine))
    }
    let namespace = try NamespaceObject([], machine)
    guard case .dictionary(let dictionary) = try DictionaryTypeObject.make(arguments, machine) else {
      return .object(namespace)
    }
    for (position, key) in dictionary.keys.enumerated() {
      guard case .string(let name) = key else {
        throw TemplateFailure.type("the attributes of a namespace must have strings for names")
      }
      try namespace.set(name, dictionary.values[position], machine)
    }
    return .object(namespace)
  }

  private static func raise(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    let bound = try arguments.bind("raise_exception", ["message"], required: 1)
    let text = try PythonPrinter.text(bound[0] ?? .none, machine)
    throw TemplateFailure(.templateRaised, "the template refused the conversation: \(text.description)")
  }

  private static func now(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    let bound = try arguments.bind("strftime_now", ["format"], required: 1)
    guard let format = try bound.string(0) else { return .none }
    guard case .fixed(let seconds) = machine.clock else {
      throw TemplateFailure(
        .templateUnsupported, "the template asks for today's date, and none was given",
        fix: "fix the date with --now ISO8601, so that the same input always gives the same tokens")
    }
    guard let date = DateText(secondsSince1970: seconds) else {
      throw TemplateFailure.value("the date lies outside the years 1 to 9999")
    }
    try machine.scan(format.utf8.count)
    let text = try date.text(format.utf8)
    try machine.build(text.count)
    return .string(TemplateString(text, origin: format.mergedOrigin))
  }
}

/// The global `dict`.
final class DictionaryTypeObject: TemplateObject, @unchecked Sendable {
  override var typeName: String { "TemplateDict" }

  override var isCallable: Bool { true }

  override func call(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    try Self.make(arguments, machine)
  }

  override func attribute(_ name: MemberName, _ machine: Machine) throws -> TemplateValue? {
    if name.text.description != "fromkeys" { return nil }
    return .object(FunctionObject("fromkeys") { try DictionaryMethods.fromKeys($0, $1) })
  }

  /// `dict(pairs, name=value…)`.
  static func make(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    if arguments.positional.count > 1 {
      throw TemplateFailure.type("dict expected at most 1 argument, got \(arguments.positional.count)")
    }
    var pairs: [(TemplateValue, TemplateValue)] = []
    switch arguments.positional.first {
    case nil: break
    case .dictionary(let dictionary)?:
      for (position, key) in dictionary.keys.enumerated() { pairs.append((key, dictionary.values[position])) }
    case .some(let value):
      for item in try machine.items(of: value) {
        let pair = try machine.items(of: item)
        if pair.count != 2 {
          throw TemplateFailure.value("dictionary update sequence element has length \(pair.count); 2 is required")
        }
        try Comparison.checkHashable(pair[0], machine)
        pairs.append((pair[0], pair[1]))
      }
    }
    pairs += arguments.keywords.map { (.string($0.name), $0.value) }
    return try machine.dictionary(pairs)
  }
}

/// What `cycler(…)` makes: it goes round its items.
final class CyclerObject: TemplateObject, @unchecked Sendable {
  private var items: [TemplateValue]
  private var position = 0

  init(_ arguments: Arguments) throws {
    if arguments.positional.isEmpty || !arguments.keywords.isEmpty {
      throw TemplateFailure.type("at least one item has to be provided")
    }
    items = arguments.positional
    super.init(depth: arguments.depth + 1)
  }

  override func clear() { items = [] }

  override var typeName: String { "Cycler" }

  override func attribute(_ name: MemberName, _ machine: Machine) throws -> TemplateValue? {
    switch name.text.description {
    case "current": return items[position]
    case "pos": return .integer(position)
    case "items": return try machine.list(items, .tuple)
    case "next":
      return try machine.object(
        FunctionObject("next", depth: depth + 1) { [self] _, _ in
          defer { position = (position + 1) % items.count }
          return items[position]
        })
    case "reset":
      return try machine.object(
        FunctionObject("reset", depth: depth + 1) { [self] _, _ in
          position = 0
          return .none
        })
    default: return nil
    }
  }
}

/// What `joiner(…)` makes: nothing at its first call, then its separator.
final class JoinerObject: TemplateObject, @unchecked Sendable {
  private var separator: TemplateValue
  private var isUsed = false

  init(_ separator: TemplateValue) {
    self.separator = separator
    super.init(depth: separator.depth + 1)
  }

  override func clear() { separator = .none }

  override var typeName: String { "Joiner" }

  override var isCallable: Bool { true }

  override func call(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    if isUsed { return separator }
    isUsed = true
    return .string(TemplateString.empty)
  }
}
