/// A macro, compiled.
final class MacroCode: Sendable {
  let name: String
  let parameters: [(name: TemplateString, slot: Int)]
  /// The defaults of the last parameters.
  let defaults: [any ExpressionNode]
  /// The slots of the special variables that the body asks for.
  let callerSlot: Int?
  let keywordsSlot: Int?
  let extraSlot: Int?
  /// Whether a parameter is itself called `caller`.
  let hasCallerParameter: Bool
  let slotCount: Int
  let block: Block
  let height: Int

  init(
    name: String, parameters: [(name: TemplateString, slot: Int)], defaults: [any ExpressionNode], callerSlot: Int?,
    keywordsSlot: Int?, extraSlot: Int?, hasCallerParameter: Bool, slotCount: Int, block: Block, height: Int
  ) {
    self.name = name
    self.parameters = parameters
    self.defaults = defaults
    self.callerSlot = callerSlot
    self.keywordsSlot = keywordsSlot
    self.extraSlot = extraSlot
    self.hasCallerParameter = hasCallerParameter
    self.slotCount = slotCount
    self.block = block
    self.height = height
  }
}

/// A macro with the variables that it can see.
///
/// Source: `Macro` in Jinja 3.1 `runtime.py`.
final class MacroObject: TemplateObject, @unchecked Sendable {
  private let code: MacroCode
  private let outer: Activation

  init(_ code: MacroCode, _ outer: Activation, _ machine: Machine) {
    self.code = code
    self.outer = outer
    machine.keepForFinish(outer)
  }

  override var typeName: String { "Macro" }

  override var isCallable: Bool { true }

  override func printed(_ machine: Machine) throws -> TemplateString {
    TemplateString(code.name.isEmpty ? "<Macro anonymous>" : "<Macro '\(code.name)'>")
  }

  override func attribute(_ name: MemberName, _ machine: Machine) throws -> TemplateValue? {
    switch name.text.description {
    case "name": return code.name.isEmpty ? TemplateValue.none : .string(TemplateString(code.name))
    case "arguments": return try machine.list(code.parameters.map { .string($0.name) }, .tuple)
    case "catch_kwargs": return .bool(code.keywordsSlot != nil)
    case "catch_varargs": return .bool(code.extraSlot != nil)
    case "caller": return .bool(code.callerSlot != nil || code.hasCallerParameter)
    default: return nil
    }
  }

  override func call(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    .string(try render(arguments, machine))
  }

  /// The macro's text.
  func render(_ arguments: Arguments, _ machine: Machine) throws -> TemplateString {
    try entered(arguments, machine) { activation in
      try machine.capture { try run(machine, activation) }.text
    }
  }

  /// Writes the macro's text.
  func write(_ arguments: Arguments, _ machine: Machine) throws {
    try entered(arguments, machine) { activation in
      try machine.writeThrough { try run(machine, activation) }
    }
  }

  @inline(__always)
  private func entered<Result>(
    _ arguments: Arguments, _ machine: Machine, _ body: (Activation) throws -> Result
  ) throws -> Result {
    try machine.enter(height: code.height)
    defer { machine.leave(height: code.height) }
    try machine.build(items: code.slotCount)
    let activation = Activation(slotCount: code.slotCount, parent: outer)
    try bind(arguments, machine, activation)
    activation.enter(code.block.loads, machine)
    return try body(activation)
  }

  private func run(_ machine: Machine, _ activation: Activation) throws {
    try fillDefaults(machine, activation)
    _ = try code.block.statement.execute(machine, activation)
  }

  private func bind(_ arguments: Arguments, _ machine: Machine, _ activation: Activation) throws {
    let given = min(arguments.positional.count, code.parameters.count)
    for position in 0..<given {
      activation[Reference(hops: 0, slot: code.parameters[position].slot)] = arguments.positional[position]
    }
    var keywords = bindNamed(code.parameters[given...], arguments.keywords, activation)
    if let slot = code.callerSlot {
      let position = keywords.firstIndex { $0.name.description == "caller" }
      let caller = position.map { keywords.remove(at: $0).value } ?? .none
      activation[Reference(hops: 0, slot: slot)] =
        caller.isNone ? .undefined(TemplateUndefined(.hint("No caller defined"))) : caller
    }
    if let slot = code.keywordsSlot {
      let pairs = keywords.map { (TemplateValue.string($0.name), $0.value) }
      activation[Reference(hops: 0, slot: slot)] = try machine.dictionary(pairs)
    } else if let extra = keywords.first {
      let name = extra.name.description
      throw TemplateFailure.type(
        name == "caller"
          ? "macro '\(code.name)' was invoked with two values for the special caller argument"
          : "macro '\(code.name)' takes no keyword argument '\(name)'")
    }
    if let slot = code.extraSlot {
      activation[Reference(hops: 0, slot: slot)] = try machine.list(
        Array(arguments.positional[given...]), .tuple)
    } else if arguments.positional.count > given {
      throw TemplateFailure.type("macro '\(code.name)' takes not more than \(given) argument(s)")
    }
  }

  /// Gives parameters the values of their names.
  ///
  /// - Returns: The keywords that are no parameter's.
  private func bindNamed(
    _ parameters: ArraySlice<(name: TemplateString, slot: Int)>,
    _ keywords: [(name: TemplateString, value: TemplateValue)], _ activation: Activation
  ) -> [(name: TemplateString, value: TemplateValue)] {
    if keywords.isEmpty { return [] }
    var taken: [Int] = []
    taken.reserveCapacity(keywords.count)
    for (name, slot) in parameters {
      guard let position = keywords.firstIndex(where: { $0.name == name }), !taken.contains(position) else { continue }
      activation[Reference(hops: 0, slot: slot)] = keywords[position].value
      taken.append(position)
    }
    if taken.count == keywords.count { return [] }
    return keywords.indices.filter { !taken.contains($0) }.map { keywords[$0] }
  }

  private func fillDefaults(_ machine: Machine, _ activation: Activation) throws {
    let firstDefault = code.parameters.count - code.defaults.count
    for position in code.parameters.indices {
      let parameter = code.parameters[position]
      let reference = Reference(hops: 0, slot: parameter.slot)
      if activation.hasValue(reference.slot) { continue }
      activation[reference] =
        position >= firstDefault
        ? try code.defaults[position - firstDefault].evaluate(machine, activation)
        : .undefined(TemplateUndefined(.hint("parameter '\(parameter.name.description)' was not provided")))
    }
  }
}
