/// Trees of nodes in order, as shallow as can be.
extension Compiler {
  /// One node for several in order.
  func sequence(_ nodes: ArraySlice<any StatementNode>) -> any StatementNode {
    guard let first = nodes.first else { return NothingNode.shared }
    if nodes.count == 1 { return first }
    let middle = nodes.startIndex + nodes.count / 2
    let pair = PairNode(sequence(nodes[..<middle]), sequence(nodes[middle...]))
    self.nodes.keep(pair)
    return pair
  }

  /// One node for `a and b and …` or `a or b or …`, as shallow as can be.
  func logic(endingAt decisive: Bool, _ operands: ArraySlice<any ExpressionNode>) -> (any ExpressionNode)? {
    if operands.count <= 1 { return operands.first }
    let middle = operands.startIndex + operands.count / 2
    guard let first = logic(endingAt: decisive, operands[..<middle]),
      let second = logic(endingAt: decisive, operands[middle...])
    else { return nil }
    let node = LogicNode(endingAt: decisive, first, second)
    nodes.keep(node)
    return node
  }
}
