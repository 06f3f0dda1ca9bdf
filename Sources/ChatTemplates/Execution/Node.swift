/// An expression, compiled: every name has its slot, every filter its function.
protocol ExpressionNode: AnyObject, Sendable {
  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue

  /// Whether `if` takes its value for true.
  func holds(_ machine: Machine, _ activation: Activation) throws -> Bool

  /// Writes its value, which is printed at `place`.
  func write(_ place: Place, _ machine: Machine, _ activation: Activation) throws
}

extension ExpressionNode {
  func holds(_ machine: Machine, _ activation: Activation) throws -> Bool {
    try evaluate(machine, activation).isTrue(machine)
  }

  func write(_ place: Place, _ machine: Machine, _ activation: Activation) throws {
    try machine.write(try evaluate(machine, activation), place)
  }
}

/// An expression that is true or false by itself, such as a comparison.
protocol ConditionExpressionNode: ExpressionNode {}

extension ConditionExpressionNode {
  func evaluate(_ machine: Machine, _ activation: Activation) throws -> TemplateValue {
    .bool(try holds(machine, activation))
  }
}

/// A statement, compiled.
protocol StatementNode: AnyObject, Sendable {
  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow
}

/// How a statement ended.
enum Flow: Sendable {
  case next
  case breakLoop
  case continueLoop
}

/// Statements, with what their scope loads when it is entered.
struct Block: Sendable {
  var loads: [SlotLoad] = []
  var statement: any StatementNode = NothingNode.shared

  /// Enters the scope and runs its statements.
  func run(_ machine: Machine, _ activation: Activation) throws -> Flow {
    if !loads.isEmpty { activation.enter(loads, machine) }
    return try statement.execute(machine, activation)
  }

  /// Forgets the variables of the scope, as a macro that was defined in it may still ask for them.
  func leave(_ activation: Activation) {
    for load in loads { activation.clear(load) }
  }
}

/// A template, compiled.
///
/// `@unchecked Sendable`: it changes only when its last holder lets it go.
final class FunctionCode: @unchecked Sendable {
  let slotCount: Int
  private(set) var block: Block
  /// How deeply its statements and expressions nest.
  let height: Int
  private let nodes: NodeArena

  /// - Parameter nodes: All nodes of `block`.
  init(slotCount: Int, block: Block, height: Int, nodes: NodeArena) {
    self.slotCount = slotCount
    self.block = block
    self.height = height
    self.nodes = nodes
  }

  deinit {
    block = Block()
    nodes.empty()
  }
}
