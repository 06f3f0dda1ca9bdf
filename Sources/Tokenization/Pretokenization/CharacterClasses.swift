/// The classes of characters that pre-tokenizer patterns name, with the Unicode version of the reference.
struct CharacterClasses: Sendable {
  static let letter: UInt8 = 1
  static let number: UInt8 = 2
  static let whitespace: UInt8 = 4
  /// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`
  static let upperSide: UInt8 = 8
  /// `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`
  static let lowerSide: UInt8 = 16
  /// `[\p{P}\p{S}]`
  static let punctuation: UInt8 = 32
  /// `[一-龥぀-ゟ゠-ヿ]`, Chinese characters and kana as DeepSeek-V3 cuts them out.
  static let eastAsian: UInt8 = 64

  static let shared = CharacterClasses()

  private let map: CodePointMap

  private init() { map = CodePointMap(runs: CompactNumbers.decode(CharacterClassTables.runs)) }

  private init(copyOf other: CharacterClasses) { map = other.map.copied }

  /// The shared classes in memory of their own, for one worker.
  static var copied: CharacterClasses { CharacterClasses(copyOf: shared) }

  /// A character's flags and its length in bytes.
  struct Character {
    var flags: UInt8
    var length: Int

    @inline(__always)
    func isAny(_ wanted: UInt8) -> Bool { flags & wanted != 0 }
  }

  /// The character at `position` of `text`, which is valid UTF-8.
  @inline(__always)
  func character(at position: Int, of text: Span<UInt8>) -> Character {
    let first = text[position]
    if first < 0x80 { return Character(flags: map.value(ofASCII: first), length: 1) }
    return multibyteCharacter(first, at: position, of: text)
  }

  @inline(__always)
  private func multibyteCharacter(_ first: UInt8, at position: Int, of text: Span<UInt8>) -> Character {
    let (codePoint, length) = UTF8Text.multibyteScalar(first, at: position, of: text)
    return Character(flags: map.value(of: codePoint), length: length)
  }
}
