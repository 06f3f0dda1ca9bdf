/// `{% for … %}`
final class LoopNode: StatementNode {
  let target: TargetNode
  let sequence: any ExpressionNode
  let test: LoopTest?
  /// The body; its first act each time is to enter its scope.
  let body: Block
  let otherwise: Block?
  /// Where `loop` stands, when the body reads it.
  let loopSlot: Int?
  let place: Place

  /// `if …` after the sequence, with a scope of its own.
  struct LoopTest: Sendable {
    var loads: [SlotLoad]
    var target: TargetNode
    var condition: any ExpressionNode
  }

  init(
    target: TargetNode, sequence: any ExpressionNode, test: LoopTest?, body: Block, otherwise: Block?, loopSlot: Int?,
    place: Place
  ) {
    self.target = target
    self.sequence = sequence
    self.test = test
    self.body = body
    self.otherwise = otherwise
    self.loopSlot = loopSlot
    self.place = place
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let value = try sequence.evaluate(machine, activation)
    machine.place = place
    try run(value, nil, machine, activation)
    return .next
  }

  /// Runs the loop over `value`.
  ///
  /// - Parameter recursion: What `loop(…)` calls, in a recursive loop.
  func run(
    _ value: TemplateValue, _ recursion: LoopRecursion?, _ machine: Machine, _ activation: Activation
  ) throws {
    let isGenerator = test != nil || value.isIterator
    let items = try filtered(try value.takeItems(machine), machine, activation)
    var finished = false
    let loop = loopSlot.map { _ in LoopObject(items, isGenerator: isGenerator, recursion: recursion) }
    var position = 0
    while position < items.count {
      try machine.step()
      machine.place = place
      activation.enter(body.loads, machine)
      try target.assign(items[position], machine, activation)
      if let loop, let loopSlot {
        loop.position = position
        activation[Reference(hops: 0, slot: loopSlot)] = .object(loop)
      }
      position += 1
      let flow = try runBody(machine, activation)
      if flow == .breakLoop { break }
      if flow == .next { finished = true }
    }
    if !finished, let otherwise { _ = try otherwise.run(machine, activation) }
  }

  private func runBody(_ machine: Machine, _ activation: Activation) throws -> Flow {
    for statement in body.statements {
      let flow = try statement.execute(machine, activation)
      if flow != .next { return flow }
    }
    return .next
  }

  private func filtered(
    _ items: [TemplateValue], _ machine: Machine, _ activation: Activation
  ) throws -> [TemplateValue] {
    guard let test else { return items }
    activation.enter(test.loads, machine)
    var kept: [TemplateValue] = []
    for item in items {
      try machine.step()
      try test.target.assign(item, machine, activation)
      if try test.condition.evaluate(machine, activation).isTrue(machine) { kept.append(item) }
    }
    return kept
  }
}

/// `{% for … recursive %}`: the loop as a function of its sequence.
final class RecursiveLoopNode: StatementNode {
  let loop: LoopNode
  let slotCount: Int
  let height: Int

  init(_ loop: LoopNode, slotCount: Int, height: Int) {
    self.loop = loop
    self.slotCount = slotCount
    self.height = height
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    try machine.step()
    let value = try loop.sequence.evaluate(machine, activation)
    machine.place = loop.place
    try machine.write(try LoopRecursion(node: self, closure: activation, depth: 0).render(value, machine))
    return .next
  }
}

/// One level of a recursive loop.
struct LoopRecursion {
  let node: RecursiveLoopNode
  let closure: Activation
  /// How many levels lie outside, from 0.
  let depth: Int

  /// The text of the loop over `value`, one level deeper.
  func render(_ value: TemplateValue, _ machine: Machine) throws -> TemplateString {
    try machine.enter(height: node.height)
    let activation = Activation(slotCount: node.slotCount, parent: closure)
    machine.keepForFinish(activation)
    let outer = machine.beginCapture()
    let inner = LoopRecursion(node: node, closure: closure, depth: depth)
    try node.loop.run(value, inner, machine, activation)
    machine.leave(height: node.height)
    return machine.endCapture(outer)
  }
}
