/// What normalizers and pre-tokenizers of Hugging Face tokenizers ask of a character, with its Unicode versions.
struct CharacterProperties: Sendable {
  static let numeric: UInt8 = 1
  /// What `clean_text` of BertNormalizer takes away.
  static let control: UInt8 = 2
  static let punctuation: UInt8 = 4
  /// What `strip_accents` of BertNormalizer takes away.
  static let nonspacingMark: UInt8 = 8
  /// What StripAccents takes away.
  static let combiningMark: UInt8 = 16
  /// `\w`
  static let word: UInt8 = 32

  static let shared = CharacterProperties()

  private let flags = CodePointMap(runs: CompactNumbers.decode(CharacterPropertyTables.runs))
  private let clusters = CodePointMap(runs: CompactNumbers.decode(CharacterPropertyTables.clusters))
  private let scripts = CodePointMap(runs: CompactNumbers.decode(CharacterPropertyTables.scripts))

  @inline(__always)
  func isAny(_ wanted: UInt8, _ scalar: UInt32) -> Bool { flags.value(of: scalar) & wanted != 0 }

  /// A number for the script that UnicodeScripts takes the character for; 0 for one that goes with any.
  func script(of scalar: UInt32) -> UInt8 { scripts.value(of: scalar) }

  /// How the character joins its neighbours in a grapheme cluster.
  func cluster(of scalar: UInt32) -> GraphemeClusters.Kind {
    GraphemeClusters.Kind(rawValue: clusters.value(of: scalar)) ?? .other
  }

  /// White space by Unicode's property.
  static func isWhitespace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// The blocks that BertNormalizer puts spaces around.
  ///
  /// - Source: `is_chinese_char` of Hugging Face tokenizers' `normalizers/bert.rs`.
  static func isChinese(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B920...0x2CEAF,
      0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
