/// What single characters become: compatibility decompositions, lower case.
struct CharacterMapping: Sendable {
  /// The full compatibility decompositions that are no canonical ones.
  static let compatibility = CharacterMapping(CompatibilityTables.decompositions)
  /// Lower case, each character by itself.
  static let lowercase = CharacterMapping(LowercaseTables.mappings)

  private let targets: [UInt32: [UInt32]]
  /// A bit for each code point, set where it has a target.
  private var isMapped = [UInt64](repeating: 0, count: 0x11_0000 / 64)

  /// - Parameter encoded: For each character its distance from the one before, the count of its targets and the targets.
  private init(_ encoded: StaticString) {
    var targets: [UInt32: [UInt32]] = [:]
    let numbers = CompactNumbers.decode(encoded)
    var position = 0
    var codePoint: UInt32 = 0
    while position + 1 < numbers.count {
      codePoint += numbers[position]
      let end = min(position + 2 + Int(numbers[position + 1]), numbers.count)
      targets[codePoint] = Array(numbers[position + 2..<end])
      isMapped[Int(codePoint >> 6)] |= 1 << UInt64(codePoint & 63)
      position = end
    }
    self.targets = targets
  }

  /// What the character becomes; `nil` for one that stays as it is.
  @inline(__always)
  func target(of scalar: UInt32) -> [UInt32]? {
    isMapped[Int(scalar &>> 6)] &>> UInt64(scalar & 63) & 1 == 0 ? nil : targets[scalar]
  }
}
