/// The characters that byte-level vocabularies write bytes as, by their bytes.
///
/// - Source: `bytes_char` of Hugging Face tokenizers' `pre_tokenizers/byte_level.rs`.
struct ByteLevelCharacters: Sendable {
  static let shared = ByteLevelCharacters()

  /// For each byte the code point of its character.
  let scalars: [UInt32]

  private init() {
    var next: UInt32 = 0x100
    var scalars: [UInt32] = []
    for byte in UInt32(0)...255 {
      if (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte) {
        scalars.append(byte)
      } else {
        scalars.append(next)
        next += 1
      }
    }
    self.scalars = scalars
  }

  /// Replaces `changes` by those that write the bytes of `text`.
  func changes(of text: Span<UInt8>, into changes: inout [CharacterChange]) {
    changes.removeAll(keepingCapacity: true)
    for position in text.indices {
      let byte = text[position]
      changes.append(CharacterChange(scalars[Int(byte)], UTF8Text.isContinuation(byte) ? 1 : 0))
    }
  }
}
