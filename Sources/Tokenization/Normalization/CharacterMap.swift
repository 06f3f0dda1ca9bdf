import Diagnostics

/// A precompiled character map of SentencePiece, as the Precompiled normalizer of Hugging Face tokenizers applies it.
///
/// - Source: the darts-clone double array of SentencePiece's `normalizer.cc`; `transform` of `spm_precompiled`.
struct CharacterMap: Sendable {
  private let units: [UInt32]
  /// The replacements, each ended by a zero byte.
  private let replacements: [UInt8]

  /// - Parameter bytes: The size of the double array in four bytes, the array, the replacements.
  /// - Returns: `nil` when the parts do not fit.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 4 else { return nil }
    func word(at position: Int) -> UInt32 {
      UInt32(bytes[position]) | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2]) << 16
        | UInt32(bytes[position + 3]) << 24
    }
    let size = Int(word(at: 0))
    guard size >= 4, size % 4 == 0, size <= bytes.count - 4 else { return nil }
    units = (0..<size / 4).map { word(at: 4 + $0 * 4) }
    replacements = Array(bytes[(4 + size)...])
    if case .invalid = UTF8Text.check(replacements.span) { return nil }
  }

  /// What stands in the place of `text[range]`: that of the shortest of its prefixes that the map has; `nil` for none.
  func replacement(of text: Span<UInt8>, _ range: Range<Int>) -> ArraySlice<UInt8>? {
    var node = offset(units[0])
    for position in range {
      let byte = text[position]
      if byte == 0 { return nil }
      node ^= Int(byte)
      guard node < units.count else { return nil }
      let unit = units[node]
      guard unit & 0x8000_00FF == UInt32(byte) else { return nil }
      node ^= offset(unit)
      guard unit >> 8 & 1 == 1 else { continue }
      guard node < units.count else { return nil }
      let start = Int(units[node] & 0x7FFF_FFFF)
      guard start <= replacements.count else { return nil }
      return replacements[start..<(replacements[start...].firstIndex(of: 0) ?? replacements.count)]
    }
    return nil
  }

  @inline(__always)
  private func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }
}
