/// An expression as it was written.
final class ExpressionSyntax: Sendable {
  enum Kind: Sendable {
    case constant(TemplateValue)
    case name(String)
    case tuple([ExpressionSyntax])
    case list([ExpressionSyntax])
    case dictionary([(key: ExpressionSyntax, value: ExpressionSyntax)])
    case sign(ArithmeticOperator, ExpressionSyntax)
    case not(ExpressionSyntax)
    case and([ExpressionSyntax])
    case or([ExpressionSyntax])
    /// Operators of one precedence, applied from left to right.
    case arithmetic(ExpressionSyntax, [ArithmeticSyntax])
    case concatenation([ExpressionSyntax])
    case comparison(ExpressionSyntax, [ComparisonSyntax])
    case conditional(test: ExpressionSyntax, then: ExpressionSyntax, otherwise: ExpressionSyntax?)
    case attribute(ExpressionSyntax, String)
    case item(ExpressionSyntax, ExpressionSyntax)
    case slice(ExpressionSyntax, start: ExpressionSyntax?, stop: ExpressionSyntax?, step: ExpressionSyntax?)
    case call(ExpressionSyntax, ArgumentsSyntax)
    /// A filter; of a filter block or a set block it has no subject.
    case filter(ExpressionSyntax?, String, ArgumentsSyntax)
    case test(ExpressionSyntax, String, ArgumentsSyntax)
  }

  let kind: Kind
  let place: Place
  /// How deeply expressions nest, this one included.
  let height: Int
  /// What jinja2 might know of it when it compiles.
  let constancy: Constancy

  init(_ kind: Kind, _ place: Place) {
    self.kind = kind
    self.place = place
    constancy = Constancy(of: kind)
    height = Self.children(of: kind).reduce(0) { max($0, $1.height) } + 1
  }

  /// The expressions directly inside, in the order in which Jinja looks at their names.
  var children: [ExpressionSyntax] { Self.children(of: kind) }

  static func children(of kind: Kind) -> [ExpressionSyntax] {
    switch kind {
    case .constant, .name: []
    case .tuple(let items), .list(let items), .and(let items), .or(let items), .concatenation(let items): items
    case .dictionary(let pairs): pairs.flatMap { [$0.key, $0.value] }
    case .sign(_, let operand), .not(let operand), .attribute(let operand, _): [operand]
    case .arithmetic(let first, let rest): [first] + rest.map(\.operand)
    case .comparison(let first, let rest): [first] + rest.map(\.operand)
    case .conditional(let test, let then, let otherwise): [test, then] + (otherwise.map { [$0] } ?? [])
    case .item(let subject, let key): [subject, key]
    case .slice(let subject, let start, let stop, let step): [subject] + [start, stop, step].compactMap { $0 }
    case .call(let callee, let arguments): [callee] + arguments.expressions
    case .filter(let subject, _, let arguments): (subject.map { [$0] } ?? []) + arguments.expressions
    case .test(let subject, _, let arguments): [subject] + arguments.expressions
    }
  }
}

/// An operator with the operand on its right.
struct ArithmeticSyntax: Sendable {
  let operation: ArithmeticOperator
  let operand: ExpressionSyntax
  let place: Place
}

/// A comparison with the operand on its right.
struct ComparisonSyntax: Sendable {
  let operation: ComparisonOperator
  let operand: ExpressionSyntax

  /// Whether it asks how something compares with the number zero.
  var isWithZero: Bool {
    guard case .constant(.integer(0)) = operand.kind else { return false }
    return operation != .contained && operation != .notContained
  }
}

/// The arguments of a call, filter or test as they were written.
struct ArgumentsSyntax: Sendable {
  var positional: [ExpressionSyntax] = []
  var keywords: [(name: String, value: ExpressionSyntax)] = []
  /// What stands after `*`.
  var extraPositional: ExpressionSyntax?
  /// What stands after `**`.
  var extraKeywords: ExpressionSyntax?

  var isEmpty: Bool { expressions.isEmpty }

  var expressions: [ExpressionSyntax] {
    positional + keywords.map(\.value) + [extraPositional, extraKeywords].compactMap { $0 }
  }
}

enum ArithmeticOperator: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case modulo = "%"
  case power = "**"
}

enum ComparisonOperator: String, Sendable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case contained = "in"
  case notContained = "not in"
}
