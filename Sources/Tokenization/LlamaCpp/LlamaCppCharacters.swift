/// The classes of characters, the small letters and the base letters that llama.cpp has, which are those of an older
/// Unicode version than the other libraries'.
///
/// - Source: `unicode_cpt_flags_from_cpt`, `unicode_tolower` and `unicode_cpts_normalize_nfd` of llama.cpp's `unicode.cpp`.
struct LlamaCppCharacters: Sendable {
  static let shared = LlamaCppCharacters()

  /// The general category by its first letter; some characters have none.
  enum Category: UInt8, CaseIterable, Sendable {
    case none = 1
    case number, letter, separator, mark, punctuation, symbol, other
  }

  private let runs: [UInt32]
  private let map: CodePointMap
  private let lowercase: [UInt32: UInt32]
  private let bases: [UInt32: UInt32]

  private init() {
    runs = CompactNumbers.decode(LlamaCppTables.classes)
    map = CodePointMap(runs: runs)
    lowercase = Self.moves(LlamaCppTables.lowercase)
    bases = Self.moves(LlamaCppTables.bases)
  }

  private static func moves(_ table: StaticString) -> [UInt32: UInt32] {
    let numbers = CompactNumbers.decode(table)
    var moves: [UInt32: UInt32] = [:]
    var character: UInt32 = 0
    for index in stride(from: 0, to: numbers.count - 1, by: 2) {
      character += numbers[index]
      let distance = numbers[index + 1] >> 1
      moves[character] = numbers[index + 1] & 1 == 0 ? character + distance : character - distance
    }
    return moves
  }

  func category(of scalar: UInt32) -> Category { Category(rawValue: map.value(of: scalar) & 15) ?? .none }

  func isWhitespace(_ scalar: UInt32) -> Bool { map.value(of: scalar) & 16 != 0 }

  /// The small letter of a capital, else the character.
  func lowercased(_ scalar: UInt32) -> UInt32 { lowercase[scalar] ?? scalar }

  /// The first character of the canonical decomposition, else the character; llama.cpp leaves the others out.
  func base(of scalar: UInt32) -> UInt32 {
    // A syllable of Hangul begins with one of 19 consonants, each of 588 syllables.
    if (0xAC00...0xD7A3).contains(scalar) { return 0x1100 + (scalar - 0xAC00) / 588 }
    return bases[scalar] ?? scalar
  }

  /// The characters of a category.
  func set(_ category: Category) -> CodePointSet { members(where: { $0 & 15 == UInt32(category.rawValue) }) }

  var whitespace: CodePointSet { members(where: { $0 & 16 != 0 }) }

  private func members(where isMember: (UInt32) -> Bool) -> CodePointSet {
    var ranges: [Range<UInt32>] = []
    var start: UInt32 = 0
    for index in stride(from: 0, to: runs.count - 1, by: 2) {
      if isMember(runs[index + 1]) { ranges.append(start..<start + runs[index]) }
      start += runs[index]
    }
    return CodePointSet(ascending: ranges)
  }
}
