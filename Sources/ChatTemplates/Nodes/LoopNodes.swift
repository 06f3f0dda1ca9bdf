/// What a loop and its scopes are made of.
struct LoopCode: Sendable {
  let target: TargetNode
  /// The slot of the special variable `loop`, where the body asks for it.
  let loopSlot: Int?
  let test: LoopTest?
  let body: Block
  let otherwise: Block
  let place: Place

  /// Whether it needs no more than the items one after the other.
  var isPlain: Bool { loopSlot == nil && test == nil }

  /// Loops over `source`.
  ///
  /// - Parameter loop: The loop's special variable, which counts along.
  func run(_ source: ItemSource, _ loop: LoopObject?, _ machine: Machine, _ activation: Activation) throws -> Flow {
    guard let loop, let loopSlot else { return try run(machine, activation) { try source.next(machine) } }
    return try run(machine, activation) {
      guard let item = try loop.advance(machine) else { return nil }
      activation[Reference(hops: 0, slot: loopSlot)] = .object(loop)
      return item
    }
  }

  /// Loops over `items`, of which nothing counts along.
  func run(_ items: [TemplateValue], _ machine: Machine, _ activation: Activation) throws -> Flow {
    var position = 0
    return try run(machine, activation) {
      guard position < items.count else { return nil }
      position += 1
      return items[position - 1]
    }
  }

  @inline(__always)
  private func run(
    _ machine: Machine, _ activation: Activation, _ next: () throws -> TemplateValue?
  ) throws -> Flow {
    var isElseDue = true
    while true {
      machine.place = place
      try machine.step()
      guard let item = try next() else { break }
      try target.assign(item, machine, activation)
      let flow = try body.run(machine, activation)
      if flow == .breakLoop { break }
      // As in Jinja, a body that never runs to its end leaves the `else` branch due.
      if flow == .next { isElseDue = false }
    }
    body.leave(activation)
    if !isElseDue { return .next }
    let flow = try otherwise.run(machine, activation)
    otherwise.leave(activation)
    return flow
  }

  func source(of value: TemplateValue, _ machine: Machine, _ activation: Activation) throws -> ItemSource {
    let source = try ItemSource(value, machine)
    guard let test else { return source }
    // The iterator holds the activation, which may hold it.
    machine.keepForFinish(activation)
    activation.enter(test.loads, machine)
    return ItemSource { machine in
      while let item = try source.next(machine) {
        try machine.step()
        try test.target.assign(item, machine, activation)
        if try test.condition.evaluate(machine, activation).isTrue(machine) { return item }
      }
      return nil
    }
  }
}

/// The `if` of a loop, with a scope of its own.
struct LoopTest: Sendable {
  let target: TargetNode
  let condition: any ExpressionNode
  let loads: [SlotLoad]
}

/// `{% for %}`.
final class LoopNode: StatementNode {
  let sequence: any ExpressionNode
  let code: LoopCode

  init(_ sequence: any ExpressionNode, _ code: LoopCode) {
    self.sequence = sequence
    self.code = code
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    let value = try sequence.evaluate(machine, activation)
    machine.place = code.place
    if code.isPlain, !value.isObject { return try code.run(try machine.items(of: value), machine, activation) }
    let source = try code.source(of: value, machine, activation)
    let loop = try code.loopSlot.map { _ in
      try machine.checked(LoopObject(source, of: value, depth: 0, recursion: nil))
    }
    return try code.run(source, loop, machine, activation)
  }
}

/// `{% for … recursive %}`, whose body is a function that `loop(…)` calls again.
final class RecursiveLoopNode: StatementNode {
  let sequence: any ExpressionNode
  let code: LoopCode
  let slotCount: Int
  let height: Int

  init(_ sequence: any ExpressionNode, _ code: LoopCode, slotCount: Int, height: Int) {
    self.sequence = sequence
    self.code = code
    self.slotCount = slotCount
    self.height = height
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    let value = try sequence.evaluate(machine, activation)
    machine.place = code.place
    try machine.write(try render(value, depth: 0, machine, activation))
    return .next
  }

  /// The text of the loop over `value`, where `outer` is the function that holds the loop.
  func render(_ value: TemplateValue, depth: Int, _ machine: Machine, _ outer: Activation) throws -> TemplateString {
    try machine.enter(height: height)
    defer { machine.leave(height: height) }
    try machine.build(items: slotCount)
    // The loop's object, its variables and its text.
    try machine.step(4)
    let activation = Activation(slotCount: slotCount, parent: outer)
    machine.keepForFinish(activation)
    let source = try code.source(of: value, machine, activation)
    let loop = try machine.checked(LoopObject(source, of: value, depth: depth, recursion: (self, outer)))
    return try machine.capture { _ = try code.run(source, loop, machine, activation) }.text
  }
}
