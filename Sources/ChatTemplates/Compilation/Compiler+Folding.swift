/// Two things that jinja2 does because it works out constants when it compiles, and that its own code then does otherwise
/// than Python would: slices of what cannot be sliced, and powers of negative constants.
///
/// Source: Jinja 3.1 `optimizer.py`, and `_make_binop` in its `compiler.py`.
extension Compiler {
  /// Beyond this height, or this many powers in a row, jinja2 is not followed; Python's parser takes no more parentheses in its compiled code.
  private static let maximumFoldedHeight = 64

  /// The node of an expression, by way of what jinja2 knows of it.
  ///
  /// - Parameters:
  ///   - isPrinted: Whether the expression is printed as it is, where jinja2 works out constants of every kind.
  ///   - make: Compiles the expression as it is written.
  mutating func folding(
    _ syntax: ExpressionSyntax, isPrinted: Bool = false, _ scope: Scope,
    _ make: (inout Compiler) throws -> any ExpressionNode
  ) throws -> any ExpressionNode {
    guard !isKnown, syntax.constancy.mayBeKnown, syntax.constancy.holdsSlice, isPrinted || syntax.kind.isFolded,
      syntax.height <= Self.maximumFoldedHeight
    else { return try make(&self) }
    let known = try known(syntax, scope)
    let node = FoldedNode(known, otherwise: try make(&self), isPrinted: isPrinted)
    nodes.keep(node)
    return node
  }

  /// An expression as jinja2 works it out when it compiles: variables and calls are not known then.
  private mutating func known(_ syntax: ExpressionSyntax, _ scope: Scope) throws -> any ExpressionNode {
    let (keptKnown, keptSoft) = (isKnown, isSoft)
    (isKnown, isSoft) = (true, true)
    defer { (isKnown, isSoft) = (keptKnown, keptSoft) }
    return try expression(syntax, scope)
  }

  /// Whether the operators are powers, few enough to nest as jinja2 nests them.
  func isFollowedPower(_ rest: [ArithmeticSyntax]) -> Bool {
    rest.count <= Self.maximumFoldedHeight && rest.allSatisfy { $0.operation == .power }
  }

  /// `first ** second ** …`, from left to right.
  mutating func power(
    _ first: ExpressionSyntax, _ rest: [ArithmeticSyntax], _ scope: Scope
  ) throws -> any ExpressionNode {
    var node = try expression(first, scope)
    var base = first
    for (position, next) in rest.enumerated() {
      let exponent = try expression(next.operand, scope)
      let power = PowerNode(
        node, exponent, knownBase: try powerPart(base, scope), knownExponent: try powerPart(next.operand, scope),
        next.place)
      nodes.keep(power)
      node = power
      base = ExpressionSyntax(.arithmetic(first, Array(rest[...position])), next.place)
    }
    return node
  }

  private mutating func powerPart(_ syntax: ExpressionSyntax, _ scope: Scope) throws -> (any ExpressionNode)? {
    if isKnown || !syntax.constancy.mayBeKnown || syntax.height > Self.maximumFoldedHeight { return nil }
    return try known(syntax, scope)
  }
}

extension ExpressionSyntax.Kind {
  /// Whether jinja2 looks for constants where one of these stands in a statement.
  fileprivate var isFolded: Bool {
    switch self {
    case .constant, .name, .tuple, .list, .dictionary: false
    default: true
    }
  }
}
