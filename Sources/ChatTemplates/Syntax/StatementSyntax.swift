/// A statement as it was written.
final class StatementSyntax: Sendable {
  enum Kind: Sendable {
    case output([OutputItem])
    case set(Target, ExpressionSyntax)
    case setBlock(Target, filter: ExpressionSyntax?, body: [StatementSyntax])
    case conditional([(test: ExpressionSyntax, body: [StatementSyntax])], otherwise: [StatementSyntax])
    case loop(LoopSyntax)
    case macro(String, MacroSyntax)
    case callBlock(MacroSyntax, call: ExpressionSyntax)
    case filterBlock(ExpressionSyntax, body: [StatementSyntax])
    case with([(target: Target, value: ExpressionSyntax)], body: [StatementSyntax])
    case generation(MacroSyntax)
    case breakLoop
    case continueLoop
  }

  enum OutputItem: Sendable {
    case data([UInt8])
    case expression(ExpressionSyntax)
  }

  let kind: Kind
  let place: Place
  /// How deeply statements and expressions nest, this one included.
  let height: Int

  init(_ kind: Kind, _ place: Place) {
    self.kind = kind
    self.place = place
    height = Self.innerHeight(of: kind) + 1
  }

  private static func innerHeight(of kind: Kind) -> Int {
    switch kind {
    case .output(let items):
      items.reduce(0) { highest, item in
        if case .expression(let expression) = item { max(highest, expression.height) } else { highest }
      }
    case .set(_, let value): value.height
    case .setBlock(_, let filter, let body): max(filter?.height ?? 0, body.height)
    case .conditional(let branches, let otherwise):
      branches.reduce(otherwise.height) { max($0, $1.test.height, $1.body.height) }
    case .loop(let loop):
      max(loop.sequence.height, loop.test?.height ?? 0, loop.body.height, loop.otherwise.height)
    case .macro(_, let macro), .generation(let macro): macro.height
    case .callBlock(let macro, let call): max(macro.height, call.height)
    case .filterBlock(let filter, let body): max(filter.height, body.height)
    case .with(let pairs, let body): pairs.reduce(body.height) { max($0, $1.value.height) }
    case .breakLoop, .continueLoop: 0
    }
  }
}

/// What an assignment or a loop writes to.
final class Target: Sendable {
  enum Kind: Sendable {
    case name(String)
    case namespace(String, attribute: String)
    case tuple([Target])
  }

  let kind: Kind
  let place: Place

  init(_ kind: Kind, _ place: Place) {
    self.kind = kind
    self.place = place
  }

  /// The names and attributes that it consists of, in order, however tuples nest.
  var leaves: [Target] {
    var found: [Target] = []
    var pending = [self]
    while let target = pending.popLast() {
      if case .tuple(let inner) = target.kind { pending += inner.reversed() } else { found.append(target) }
    }
    return found
  }

  func stores(_ wanted: String) -> Bool {
    leaves.contains { if case .name(let name) = $0.kind { name == wanted } else { false } }
  }
}

final class LoopSyntax: Sendable {
  let target: Target
  let sequence: ExpressionSyntax
  let test: ExpressionSyntax?
  let isRecursive: Bool
  let body: [StatementSyntax]
  let otherwise: [StatementSyntax]

  init(
    target: Target, sequence: ExpressionSyntax, test: ExpressionSyntax?, isRecursive: Bool, body: [StatementSyntax],
    otherwise: [StatementSyntax]
  ) {
    self.target = target
    self.sequence = sequence
    self.test = test
    self.isRecursive = isRecursive
    self.body = body
    self.otherwise = otherwise
  }
}

/// The parameters and body of a macro, a call block or a generation block.
final class MacroSyntax: Sendable {
  let parameters: [(name: String, place: Place)]
  /// The defaults of the last parameters.
  let defaults: [ExpressionSyntax]
  let body: [StatementSyntax]

  init(parameters: [(name: String, place: Place)], defaults: [ExpressionSyntax], body: [StatementSyntax]) {
    self.parameters = parameters
    self.defaults = defaults
    self.body = body
  }

  var height: Int { defaults.reduce(body.height) { max($0, $1.height) } }
}

extension [StatementSyntax] {
  var height: Int { reduce(0) { Swift.max($0, $1.height) } }
}
