/// Nothing.
final class NothingNode: StatementNode {
  static let shared = NothingNode()

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow { .next }
}

/// Two statements, one after the other.
///
/// Longer sequences are trees of them, as shallow as can be: a node that another one holds for good is called without
/// counting references to it, which one taken from an array is not.
final class PairNode: StatementNode {
  let first: any StatementNode
  let second: any StatementNode

  init(_ first: any StatementNode, _ second: any StatementNode) {
    self.first = first
    self.second = second
  }

  func execute(_ machine: Machine, _ activation: Activation) throws -> Flow {
    let flow = try first.execute(machine, activation)
    return flow == .next ? try second.execute(machine, activation) : flow
  }
}
