/// Items one by one: of a sequence, or made when they are asked for.
///
/// One thread uses it, and no item is made while one of its variables is read or changed, so nothing checks that accesses
/// do not overlap.
final class ItemSource {
  @exclusivity(unchecked) private var items: [TemplateValue]
  @exclusivity(unchecked) private var position = 0
  @exclusivity(unchecked) private var make: ((Machine) throws -> TemplateValue?)?
  /// Whether all items are known, so that their number is.
  @exclusivity(unchecked) private(set) var isSequence: Bool

  init(_ items: [TemplateValue]) {
    self.items = items
    make = nil
    isSequence = true
  }

  init(_ make: @escaping (Machine) throws -> TemplateValue?) {
    items = []
    self.make = make
    isSequence = false
  }

  /// The items of a value; an iterator is shared, so that what one takes the other misses.
  convenience init(_ value: TemplateValue, _ machine: Machine) throws {
    if case .object(let object) = value, let iterator = object as? IteratorObject {
      let source = iterator.source
      self.init { machine in try source.next(machine) }
    } else {
      self.init(try machine.items(of: value))
    }
  }

  /// Forgets its items and what they would be made of.
  func clear() {
    items = []
    position = 0
    make = nil
    isSequence = true
  }

  @inline(__always)
  func next(_ machine: Machine) throws -> TemplateValue? {
    if position < items.count {
      position += 1
      return items[position - 1]
    }
    guard !isSequence, let make else { return nil }
    if let item = try made(make, machine) { return item }
    isSequence = true
    return nil
  }

  /// Iterators can hold iterators, so asking for an item counts as a call.
  private func made(_ make: (Machine) throws -> TemplateValue?, _ machine: Machine) throws -> TemplateValue? {
    try machine.enter(height: Self.height)
    defer { machine.leave(height: Self.height) }
    return try make(machine)
  }

  /// The nesting that asking an iterator for an item stands for: its frames are larger than an expression's.
  private static let height = 8

  /// Takes all that is left.
  func drain(_ machine: Machine) throws -> [TemplateValue] {
    var rest = Array(items[position...])
    position = items.count
    if isSequence { return rest }
    while let make, let item = try made(make, machine) {
      try machine.step()
      try machine.build(items: 1)
      rest.append(item)
    }
    isSequence = true
    return rest
  }

  /// How many items are left, all of them made now if need be.
  func remainingCount(_ machine: Machine) throws -> Int {
    if !isSequence {
      items = try drain(machine)
      position = 0
    }
    return items.count - position
  }
}

/// An iterator, as filters such as `map` give it: it can be looped over once.
final class IteratorObject: TemplateObject, @unchecked Sendable {
  let source: ItemSource

  init(_ source: ItemSource, depth: Int) {
    self.source = source
    super.init(depth: depth)
  }

  override func clear() { source.clear() }

  override var typeName: String { "generator" }

  override var isIterable: Bool { true }

  override func takeItems(_ machine: Machine) throws -> [TemplateValue]? { try source.drain(machine) }
}

extension Machine {
  /// An iterator whose items are made of `value` when they are asked for.
  func iterator(
    over value: TemplateValue, _ arguments: Arguments = .none, _ make: @escaping (Machine) throws -> TemplateValue?
  ) throws -> TemplateValue {
    try object(IteratorObject(ItemSource(make), depth: max(value.depth, arguments.depth) + 1))
  }
}
