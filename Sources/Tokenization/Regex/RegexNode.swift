/// A regular expression whose every character is a set: what all dialects come down to.
indirect enum RegexNode: Hashable, Sendable {
  /// One character of the set.
  case set(CodePointSet)
  case sequence([RegexNode])
  /// The first that leads to a match.
  case alternatives([RegexNode])
  case repeated(RegexNode, Repetition)
  /// Taken as it first matches, never tried another way.
  case atomic(RegexNode)
  case look(RegexNode, Look)
  case textStart
  case textEnd

  struct Repetition: Hashable, Sendable {
    enum Preference: Hashable, Sendable {
      case most
      case fewest
      /// The most, and never fewer afterwards.
      case possessive
    }

    var minimum: Int
    /// `nil`: no bound.
    var maximum: Int?
    var preference: Preference
  }

  struct Look: Hashable, Sendable {
    var isAhead: Bool
    var isNegative: Bool
  }

  /// The first of `branches`; one set where each of them is a single character.
  static func anyOf(_ branches: [RegexNode]) -> RegexNode {
    if branches.count == 1 { return branches[0] }
    let sets = branches.compactMap(\.singleSet)
    if sets.count == branches.count { return .set(sets.reduce(.empty) { $0.union($1) }) }
    return .alternatives(branches)
  }

  /// The set, when this is one character of it and nothing else.
  private var singleSet: CodePointSet? {
    switch self {
    case .set(let set): set
    case .sequence(let parts): parts.count == 1 ? parts[0].singleSet : nil
    default: nil
    }
  }

  static func lookAhead(_ set: CodePointSet) -> RegexNode { .look(.set(set), Look(isAhead: true, isNegative: false)) }
  static func lookBehind(_ set: CodePointSet) -> RegexNode { .look(.set(set), Look(isAhead: false, isNegative: false)) }
  static func notAhead(_ set: CodePointSet) -> RegexNode { .look(.set(set), Look(isAhead: true, isNegative: true)) }
  static func notBehind(_ set: CodePointSet) -> RegexNode { .look(.set(set), Look(isAhead: false, isNegative: true)) }

  /// Calls `body` with each set.
  func forEachSet(_ body: (CodePointSet) -> Void) {
    switch self {
    case .set(let set): body(set)
    case .sequence(let parts), .alternatives(let parts): for part in parts { part.forEachSet(body) }
    case .repeated(let part, _), .atomic(let part), .look(let part, _): part.forEachSet(body)
    case .textStart, .textEnd: break
    }
  }
}
