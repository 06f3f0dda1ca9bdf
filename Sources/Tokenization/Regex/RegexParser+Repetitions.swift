extension RegexParser {
  /// Reads the repetitions behind `part`.
  mutating func repeated(_ part: RegexNode) throws -> RegexNode {
    var node = part
    while true {
      try skipSpace()
      let start = position
      guard let bounds = try bounds() else { return node }
      let repetition = RegexNode.Repetition(minimum: bounds.minimum, maximum: bounds.maximum, preference: .most)
      switch dialect {
      case .oniguruma: node = onigurumaRepetition(of: node, repetition, isInterval: bounds.isInterval)
      case .fancyRegex, .llamaCpp:
        node = preferredRepetition(of: node, repetition)
        try skipSpace()
        if let next = current, next == UInt32(ascii: "*") || next == UInt32(ascii: "+") || next == UInt32(ascii: "?") {
          throw unsupported("a repetition of a repetition", at: start)
        }
        return node
      }
    }
  }

  private mutating func preferredRepetition(
    of node: RegexNode, _ repetition: RegexNode.Repetition
  ) -> RegexNode {
    var repetition = repetition
    if take("?") { repetition.preference = .fewest } else if take("+") { repetition.preference = .possessive }
    return .repeated(node, repetition)
  }

  /// In Ruby's syntax a `+` behind an interval repeats it, and `{n}?` makes it optional.
  private mutating func onigurumaRepetition(
    of node: RegexNode, _ repetition: RegexNode.Repetition, isInterval: Bool
  ) -> RegexNode {
    guard isInterval else { return preferredRepetition(of: node, repetition) }
    if repetition.minimum == repetition.maximum { return .repeated(node, repetition) }
    var repetition = repetition
    if take("?") { repetition.preference = .fewest }
    return .repeated(node, repetition)
  }

  private struct Bounds {
    var minimum: Int
    var maximum: Int?
    var isInterval: Bool
  }

  /// Reads `*`, `+`, `?` or an interval; a `{` that begins none stands for itself.
  private mutating func bounds() throws -> Bounds? {
    if take("*") { return Bounds(minimum: 0, maximum: nil, isInterval: false) }
    if take("+") { return Bounds(minimum: 1, maximum: nil, isInterval: false) }
    if take("?") { return Bounds(minimum: 0, maximum: 1, isInterval: false) }
    guard current == UInt32(ascii: "{") else { return nil }
    let start = position
    position += 1
    let minimum = try number()
    var maximum = minimum
    let hasComma = take(",")
    if hasComma { maximum = try number() }
    guard take("}"), minimum != nil || maximum != nil else {
      position = start
      return nil
    }
    if let minimum, let maximum, minimum > maximum {
      throw unsupported("an interval whose bounds are in the wrong order", at: start)
    }
    return Bounds(minimum: minimum ?? 0, maximum: maximum, isInterval: true)
  }

  private mutating func number() throws -> Int? {
    let start = position
    var value = 0
    while let scalar = current, scalar >= UInt32(ascii: "0"), scalar <= UInt32(ascii: "9") {
      value = value * 10 + Int(scalar - UInt32(ascii: "0"))
      if value > Self.maximumRepetition {
        throw unsupported("a repetition of more than \(Self.maximumRepetition) times", at: start)
      }
      position += 1
    }
    return position > start ? value : nil
  }
}
