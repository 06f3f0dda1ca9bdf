/// Writes a regular expression over atoms as a PCRE2 pattern over bytes.
struct PCRE2Pattern {
  private(set) var text: [UInt8] = []
  private let atoms: CharacterAtoms

  init(_ node: RegexNode, atoms: CharacterAtoms) {
    self.atoms = atoms
    write(node)
  }

  private mutating func write(_ node: RegexNode) {
    switch node {
    case .set(let set): write(set)
    case .sequence(let parts): for part in parts { write(part, isGrouped: Self.needsGroup(inSequence: part)) }
    case .alternatives(let parts):
      for (index, part) in parts.enumerated() {
        if index > 0 { text.append(UInt8(ascii: "|")) }
        write(part)
      }
    case .repeated(let part, let repetition):
      write(part, isGrouped: Self.needsGroup(underRepetition: part))
      write(repetition)
    case .atomic(let part): write(part, after: "(?>")
    case .look(let part, let look):
      write(part, after: look.isAhead ? (look.isNegative ? "(?!" : "(?=") : (look.isNegative ? "(?<!" : "(?<="))
    case .textStart: text += "\\A".utf8
    case .textEnd: text += "\\z".utf8
    }
  }

  private mutating func write(_ node: RegexNode, after opening: StaticString) {
    opening.withUTF8Buffer { text += $0 }
    write(node)
    text.append(UInt8(ascii: ")"))
  }

  private mutating func write(_ node: RegexNode, isGrouped: Bool) {
    if isGrouped { write(node, after: "(?:") } else { write(node) }
  }

  private static func needsGroup(inSequence node: RegexNode) -> Bool {
    if case .alternatives = node { return true }
    return false
  }

  private static func needsGroup(underRepetition node: RegexNode) -> Bool {
    if case .set = node { return false }
    if case .atomic = node { return false }
    return true
  }

  private mutating func write(_ repetition: RegexNode.Repetition) {
    switch (repetition.minimum, repetition.maximum) {
    case (0, nil): text.append(UInt8(ascii: "*"))
    case (1, nil): text.append(UInt8(ascii: "+"))
    case (0, 1): text.append(UInt8(ascii: "?"))
    case (let minimum, nil): text += "{\(minimum),}".utf8
    case (let minimum, let maximum?): text += "{\(minimum),\(maximum)}".utf8
    }
    switch repetition.preference {
    case .most: break
    case .fewest: text.append(UInt8(ascii: "?"))
    case .possessive: text.append(UInt8(ascii: "+"))
    }
  }

  private mutating func write(_ set: CodePointSet) {
    let members = atoms.atoms(of: set)
    switch members.count {
    case 0: text += "(?!)".utf8
    case 1: write(members[0])
    case atoms.count: text.append(UInt8(ascii: "."))
    default:
      text.append(UInt8(ascii: "["))
      for member in members { write(member) }
      text.append(UInt8(ascii: "]"))
    }
  }

  private mutating func write(_ atom: UInt8) {
    let digits = Array("0123456789ABCDEF".utf8)
    text += [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(atom >> 4)], digits[Int(atom & 15)]]
  }
}
