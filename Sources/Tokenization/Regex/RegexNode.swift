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

  /// `parts` one after another; a character that is looked at first and then taken is one of a smaller set.
  static func inSequence(_ parts: [RegexNode]) -> RegexNode {
    var joined: [RegexNode] = []
    for part in parts {
      if case .set(let taken) = part, case .look(let content, let look) = joined.last, look.isAhead,
        let seen = content.singleSet
      {
        joined[joined.count - 1] = .set(look.isNegative ? taken.subtracting(seen) : taken.intersection(seen))
      } else {
        joined.append(part)
      }
    }
    return .sequence(joined)
  }

  /// The set, when this is one character of it and nothing else.
  var singleSet: CodePointSet? {
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

  /// This expression with each set replaced.
  func mapSets(_ transform: (CodePointSet) -> CodePointSet) -> RegexNode {
    switch self {
    case .set(let set): .set(transform(set))
    case .sequence(let parts): .sequence(parts.map { $0.mapSets(transform) })
    case .alternatives(let parts): .alternatives(parts.map { $0.mapSets(transform) })
    case .repeated(let part, let repetition): .repeated(part.mapSets(transform), repetition)
    case .atomic(let part): .atomic(part.mapSets(transform))
    case .look(let part, let look): .look(part.mapSets(transform), look)
    case .textStart, .textEnd: self
    }
  }

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
