/// The scores of a Unigram model's tokens by their bytes: a double array whose units tell which children a node may have, so that
/// most steps that lead nowhere read no other unit.
struct ScoredTrie: Sendable {
  struct Unit: Sendable {
    /// The child by a byte stands at the upper 24 bits plus the byte, which is always one of a unit. The lower eight have a
    /// bit set for each byte that leads to a child, by its lower three bits.
    fileprivate var baseAndChildren: UInt32
    /// The index of the parent; -1 where nothing stands.
    fileprivate var parent: Int32
    /// The score of the token that ends here; not a number where none does.
    fileprivate(set) var score: Double
  }

  /// The most units that the bits of a base can tell apart.
  private static let maximumUnitCount = 1 << 24

  /// The first is the root, which is no node's child.
  let units: [Unit]

  /// Returns `nil` for more units than can be told apart.
  ///
  /// - Parameter scores: By id the score, a finite number.
  init?(_ trie: ByteTrie, scores: [Double]) {
    let bases = trie.places { base, _, _ in base }
    guard bases.count <= Self.maximumUnitCount else { return nil }
    var units = trie.places { base, parent, token in
      Unit(
        baseAndChildren: UInt32(bitPattern: base) << 8, parent: parent, score: token < 0 ? .nan : scores[Int(token)])
    }
    for index in 1..<units.count where units[index].parent >= 0 {
      let parent = Int(units[index].parent)
      units[parent].baseAndChildren |= Unit.mark(of: UInt8(truncatingIfNeeded: index - Int(bases[parent])))
    }
    self.units = units
  }

  /// Whether it has no token.
  var isEmpty: Bool { units[0].baseAndChildren == 0 }
}

extension ScoredTrie.Unit {
  /// Whether there may be a child by `byte`.
  @inline(__always)
  func mayHaveChild(by byte: UInt8) -> Bool { baseAndChildren & Self.mark(of: byte) != 0 }

  @inline(__always)
  fileprivate static func mark(of byte: UInt8) -> UInt32 { 1 &<< UInt32(byte & 7) }

  /// The index of the unit of the child by `byte`, if there is one.
  @inline(__always)
  func child(by byte: UInt8) -> Int { Int(baseAndChildren &>> 8) &+ Int(byte) }

  /// Whether it is a child of the unit at `index`.
  @inline(__always)
  func isChild(of index: Int) -> Bool { Int(parent) == index }
}
