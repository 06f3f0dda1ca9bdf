/// The special variable `loop`.
///
/// One thread uses it, and nothing that reads or changes one of its variables calls back while it does, so nothing checks
/// that accesses do not overlap.
///
/// Source: `LoopContext` in Jinja 3.1 `runtime.py`.
final class LoopObject: TemplateObject, @unchecked Sendable {
  private let source: ItemSource
  private let depth0: Int
  @exclusivity(unchecked) private var recursion: (loop: RecursiveLoopNode, outer: Activation)?
  @exclusivity(unchecked) private var index0 = -1
  @exclusivity(unchecked) private var before: TemplateValue?
  @exclusivity(unchecked) private var current: TemplateValue?
  @exclusivity(unchecked) private var after: TemplateValue?
  @exclusivity(unchecked) private var total: Int?
  @exclusivity(unchecked) private var lastChanged: [TemplateValue]?

  /// - Parameters:
  ///   - depth: How many recursive calls enclose the loop.
  ///   - sequence: What it loops over.
  init(
    _ source: ItemSource, of sequence: TemplateValue, depth: Int,
    recursion: (loop: RecursiveLoopNode, outer: Activation)?
  ) {
    self.source = source
    depth0 = depth
    self.recursion = recursion
    super.init(depth: sequence.depth + 1)
  }

  /// Goes to the next item.
  func advance(_ machine: Machine) throws -> TemplateValue? {
    let item: TemplateValue?
    if let after {
      item = after
      self.after = nil
    } else {
      item = try source.next(machine)
    }
    guard let item else { return nil }
    index0 += 1
    before = current
    current = item
    return item
  }

  private func peek(_ machine: Machine) throws -> TemplateValue? {
    if after == nil { after = try source.next(machine) }
    return after
  }

  override func length(_ machine: Machine) throws -> Int? {
    if let total { return total }
    let count = try source.remainingCount(machine) + index0 + 1 + (after == nil ? 0 : 1)
    total = count
    return count
  }

  override var typeName: String { "LoopContext" }

  override var isIterable: Bool { true }

  override var isCallable: Bool { true }

  override func takeItems(_ machine: Machine) throws -> [TemplateValue]? {
    var items: [TemplateValue] = []
    while let item = try advance(machine) {
      try machine.build(items: 1)
      items.append(try machine.list([item, .object(self)], .tuple))
    }
    return items
  }

  override func printed(_ machine: Machine) throws -> TemplateString {
    TemplateString("<LoopContext \(index0 + 1)/\(try length(machine) ?? 0)>")
  }

  override func attribute(_ name: MemberName, _ machine: Machine) throws -> TemplateValue? {
    switch name.loopAttribute {
    case .index: return .integer(index0 + 1)
    case .index0: return .integer(index0)
    case .first: return .bool(index0 == 0)
    case .last: return .bool(try peek(machine) == nil)
    case .length: return .integer(try length(machine) ?? 0)
    case .revindex: return .integer((try length(machine) ?? 0) - index0)
    case .revindex0: return .integer((try length(machine) ?? 0) - index0 - 1)
    case .depth: return .integer(depth0 + 1)
    case .depth0: return .integer(depth0)
    case .previtem: return before ?? .undefined(TemplateUndefined(.hint("there is no previous item")))
    case .nextitem: return try peek(machine) ?? .undefined(TemplateUndefined(.hint("there is no next item")))
    case .cycle:
      return try machine.object(
        FunctionObject("cycle", depth: self.depth + 1) { [self] arguments, _ in try cycle(arguments) })
    case .changed:
      return try machine.object(
        FunctionObject("changed", depth: self.depth + 1) { [self] arguments, machine in
          try changed(arguments, machine)
        })
    case nil: return nil
    }
  }

  private func cycle(_ arguments: Arguments) throws -> TemplateValue {
    if !arguments.keywords.isEmpty { throw TemplateFailure.type("cycle() takes no keyword arguments") }
    if arguments.positional.isEmpty { throw TemplateFailure.type("no items for cycling given") }
    return arguments.positional[max(index0, 0) % arguments.positional.count]
  }

  private func changed(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    let values = arguments.positional
    if let lastChanged, lastChanged.count == values.count {
      var isSame = true
      for (one, other) in zip(lastChanged, values) where try !Comparison.equal(one, other, machine) { isSame = false }
      if isSame { return .bool(false) }
    }
    lastChanged = values
    return .bool(true)
  }

  override func clear() {
    source.clear()
    recursion = nil
    before = nil
    current = nil
    after = nil
    lastChanged = nil
  }

  override func call(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    guard let recursion else {
      throw TemplateFailure.type("The loop must have the 'recursive' marker to be called recursively.")
    }
    let bound = try arguments.bind("loop", ["iterable"], required: 1)
    let value = bound[0] ?? .none
    return .string(try recursion.loop.render(value, depth: depth0 + 1, machine, recursion.outer))
  }
}
