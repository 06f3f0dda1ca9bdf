/// The character replacements of a SentencePiece model: a double-array trie of what is replaced, and the replacements.
///
/// `CharacterMapCheck` has found that no lookup leaves the table.
///
/// - Source: `Normalizer::NormalizePrefix`; the double array of Darts-clone.
struct SentenceCharacterMap: Sendable {
  /// The reference looks at so many of the rules that match at a place, the shortest first.
  private static let maximumMatches = 32

  private let units: [UInt32]
  /// The replacements, each ended by a NUL.
  let replacements: [UInt8]

  /// - Parameter range: The bytes of the table, which was checked.
  init(_ bytes: Span<UInt8>, in range: Range<Int>) {
    let start = range.lowerBound + 4
    let size = Int(Self.word(bytes, range.lowerBound))
    units = stride(from: start, to: start + size, by: 4).map { Self.word(bytes, $0) }
    replacements = (start + size..<range.upperBound).map { bytes[$0] }
  }

  private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The longest rule that matches at `position`: how many bytes it replaces, 0 for none, and where its replacement
  /// starts.
  func match(_ text: Span<UInt8>, at position: Int) -> (length: Int, replacement: Int) {
    let units = units.span
    var node = Self.offset(of: units[0])
    var found = (length: 0, replacement: 0)
    var matchCount = 0
    var end = position
    while end < text.count {
      node ^= Int(text[end])
      let unit = units[node]
      if unit & 0x8000_00FF != UInt32(text[end]) { break }
      end &+= 1
      node ^= Self.offset(of: unit)
      if unit &>> 8 & 1 == 1 {
        found = (end &- position, Int(units[node] & 0x7FFF_FFFF))
        matchCount &+= 1
        if matchCount == Self.maximumMatches { break }
      }
    }
    return found
  }

  /// The offset that a unit of the double array holds.
  @inline(__always)
  private static func offset(of unit: UInt32) -> Int {
    Int(unit &>> 10) &<< Int((unit & (1 &<< 9)) &>> 6)
  }

  /// For each byte of ASCII whether it stays as it is where another one follows: no rule is the byte alone, or starts
  /// with the byte and one of ASCII.
  func unchangedASCII() -> [Bool] {
    let root = Self.offset(of: units[0])
    return (0..<128).map { first in
      guard let node = next(from: root, first) else { return true }
      if units[root ^ first] >> 8 & 1 == 1 { return false }
      return !(0..<128).contains { next(from: node, $0) != nil }
    }
  }

  /// Where a byte leads to from the place that a node gave, or `nil`.
  private func next(from base: Int, _ byte: Int) -> Int? {
    let unit = units[base ^ byte]
    return unit & 0x8000_00FF == UInt32(byte) ? base ^ byte ^ Self.offset(of: unit) : nil
  }
}
