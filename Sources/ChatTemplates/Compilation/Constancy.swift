/// What jinja2 might know of an expression when it compiles a template.
///
/// Source: the methods `as_const` of Jinja 3.1 `nodes.py`.
struct Constancy: Sendable {
  /// Whether its value might be known: nothing that must be worked out in it is a variable or a call.
  let mayBeKnown: Bool
  /// Whether it holds a slice.
  let holdsSlice: Bool

  init(of kind: ExpressionSyntax.Kind) {
    let children = ExpressionSyntax.children(of: kind)
    holdsSlice = if case .slice = kind { true } else { children.contains { $0.constancy.holdsSlice } }
    switch kind {
    case .name, .call: mayBeKnown = false
    case .and(let operands), .or(let operands): mayBeKnown = operands.first?.constancy.mayBeKnown ?? false
    case .conditional(let test, let then, let otherwise):
      mayBeKnown =
        test.constancy.mayBeKnown && (then.constancy.mayBeKnown || otherwise?.constancy.mayBeKnown ?? false)
    case .filter(let subject, let name, _):
      mayBeKnown =
        subject != nil && !Self.filtersOfContext.contains(name) && children.allSatisfy(\.constancy.mayBeKnown)
    default: mayBeKnown = children.allSatisfy(\.constancy.mayBeKnown)
    }
  }

  /// The filters that look at the variables of the template.
  private static let filtersOfContext: Set<String> = ["map", "select", "reject", "selectattr", "rejectattr", "random"]
}
