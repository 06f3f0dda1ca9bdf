/// The finest division of all characters that a pattern's sets make: characters of one atom are the same to it.
///
/// Text becomes one byte for each character, its atom, and a set a class of a few bytes. So a matcher needs to know
/// nothing of Unicode, and cannot have a Unicode of its own.
struct CharacterAtoms: Sendable {
  static let maximumCount = 256

  private let map: CodePointMap
  let count: Int
  /// For each set of the pattern its atoms, ascending.
  private let atomsOf: [CodePointSet: [UInt8]]

  /// `nil` when the sets make more than 256 atoms.
  init?(_ sets: Set<CodePointSet>) {
    let sets = Array(sets)
    var changes: [(codePoint: UInt32, set: Int)] = []
    for (index, set) in sets.enumerated() {
      for change in set.changes { changes.append((change, index)) }
    }
    changes.sort { $0.codePoint < $1.codePoint }
    var membership = [UInt64](repeating: 0, count: sets.count / 64 + 1)
    var atoms: [[UInt64]: UInt32] = [:]
    var runs: [UInt32] = []
    var start: UInt32 = 0
    func close(before end: UInt32) -> Bool {
      if end == start { return true }
      let next = UInt32(atoms.count)
      let atom = atoms[membership] ?? next
      if atom == next { atoms[membership] = atom }
      runs += [end - start, atom]
      start = end
      return atoms.count <= Self.maximumCount
    }
    for change in changes {
      guard close(before: change.codePoint) else { return nil }
      membership[change.set / 64] ^= 1 << UInt64(change.set % 64)
    }
    guard close(before: CodePointSet.limit) else { return nil }
    map = CodePointMap(runs: runs)
    count = atoms.count
    var atomsOf: [CodePointSet: [UInt8]] = [:]
    for (index, set) in sets.enumerated() {
      let members = atoms.filter { $0.key[index / 64] >> UInt64(index % 64) & 1 == 1 }
      atomsOf[set] = members.values.map { UInt8(truncatingIfNeeded: $0) }.sorted()
    }
    self.atomsOf = atomsOf
  }

  /// The atoms of a set that was given at the start.
  func atoms(of set: CodePointSet) -> [UInt8] { atomsOf[set] ?? [] }

  /// Replaces `atoms` with those of the characters of `text`, which is well-formed UTF-8.
  func translate(_ text: Span<UInt8>, into atoms: inout [UInt8]) {
    atoms.removeAll(keepingCapacity: true)
    atoms.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      let first = text[position]
      if first < 0x80 {
        atoms.append(map.value(ofASCII: first))
        position &+= 1
      } else {
        let (scalar, length) = UTF8Text.multibyteScalar(first, at: position, of: text)
        atoms.append(map.value(of: scalar))
        position &+= length
      }
    }
  }
}
