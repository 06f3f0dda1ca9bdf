/// Decompositions, combining classes and compositions, with the Unicode version of Hugging Face tokenizers' NFC.
struct CanonicalTables: Sendable {
  static let shared = CanonicalTables()

  /// 255: combining class 0, but NFC may change the character or join it to the one before.
  static let unstable: UInt8 = 255

  private let values: CodePointMap
  private let decomposed: [UInt32: [UInt32]]
  private let composed: [UInt64: UInt32]
  /// The characters that can be the second of a composite.
  private let seconds: Set<UInt32>

  private init() {
    values = CodePointMap(runs: CompactNumbers.decode(CanonicalCompositionTables.runs))
    var decomposed: [UInt32: [UInt32]] = [:]
    let numbers = CompactNumbers.decode(CanonicalCompositionTables.decompositions)
    var position = 0
    var codePoint: UInt32 = 0
    while position + 1 < numbers.count {
      codePoint += numbers[position]
      let end = min(position + 2 + Int(numbers[position + 1]), numbers.count)
      decomposed[codePoint] = Array(numbers[position + 2..<end])
      position = end
    }
    var composed: [UInt64: UInt32] = [:]
    let pairs = CompactNumbers.decode(CanonicalCompositionTables.pairs)
    var seconds: Set<UInt32> = []
    var first: UInt32 = 0
    for position in stride(from: 0, to: pairs.count - 2, by: 3) {
      first += pairs[position]
      composed[UInt64(first) << 32 | UInt64(pairs[position + 1])] = pairs[position + 2]
      seconds.insert(pairs[position + 1])
    }
    self.decomposed = decomposed
    self.composed = composed
    self.seconds = seconds
  }

  /// 0 when NFC leaves the character as it is whatever stands before it; else its combining class, or `unstable`.
  @inline(__always)
  func value(of scalar: UInt32) -> UInt8 { values.value(of: scalar) }

  /// Whether NFC may change a mark, or join it to a character before it, though the marks stand in order.
  func mayChange(mark: UInt32) -> Bool { seconds.contains(mark) || decomposed[mark] != nil }

  func combiningClass(of scalar: UInt32) -> UInt8 {
    let value = values.value(of: scalar)
    return value == Self.unstable ? 0 : value
  }

  /// Appends the full canonical decomposition of `scalar`.
  func decompose(_ scalar: UInt32, into scalars: inout [UInt32]) {
    if scalar >= Hangul.syllableBase, scalar < Hangul.syllableBase + Hangul.syllableCount {
      let index = scalar - Hangul.syllableBase
      scalars.append(Hangul.leadingBase + index / Hangul.syllablesPerLeading)
      scalars.append(Hangul.vowelBase + index % Hangul.syllablesPerLeading / Hangul.trailingCount)
      let trailing = index % Hangul.trailingCount
      if trailing > 0 { scalars.append(Hangul.trailingBase + trailing) }
    } else if let parts = decomposed[scalar] {
      scalars += parts
    } else {
      scalars.append(scalar)
    }
  }

  /// The primary composite of two characters, if they have one.
  func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if first >= Hangul.leadingBase, first < Hangul.leadingBase + Hangul.leadingCount, second >= Hangul.vowelBase,
      second < Hangul.vowelBase + Hangul.vowelCount
    {
      return Hangul.syllableBase + (first - Hangul.leadingBase) * Hangul.syllablesPerLeading
        + (second - Hangul.vowelBase) * Hangul.trailingCount
    }
    if first >= Hangul.syllableBase, first < Hangul.syllableBase + Hangul.syllableCount,
      (first - Hangul.syllableBase) % Hangul.trailingCount == 0, second > Hangul.trailingBase,
      second < Hangul.trailingBase + Hangul.trailingCount
    {
      return first + (second - Hangul.trailingBase)
    }
    return composed[UInt64(first) << 32 | UInt64(second)]
  }

  /// - Source: section 3.12 of The Unicode Standard.
  private enum Hangul {
    static let syllableBase: UInt32 = 0xAC00
    static let leadingBase: UInt32 = 0x1100
    static let vowelBase: UInt32 = 0x1161
    static let trailingBase: UInt32 = 0x11A7
    static let leadingCount: UInt32 = 19
    static let vowelCount: UInt32 = 21
    static let trailingCount: UInt32 = 28
    static let syllablesPerLeading: UInt32 = 588
    static let syllableCount: UInt32 = 11_172
  }
}
