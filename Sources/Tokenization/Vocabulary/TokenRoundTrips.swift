import Diagnostics

/// Encodes the text of each ordinary token of a vocabulary, which should give the token.
///
/// Looked at are the tokens whose bytes are text: in a byte-level vocabulary many are not. Some of a sound one do not come
/// back, as its pattern cuts their text, or its normalizer changes it. Where a token's text depends on where it stands
/// (`##ing`, or behind a dummy prefix), it is enough that the text comes back.
struct TokenRoundTrips {
  private let vocabulary: Vocabulary
  private let encoder: any TextEncoder
  private var tokens = TokenBuffer()

  init(_ tokenizer: any Tokenizer) {
    vocabulary = tokenizer.vocabulary
    encoder = tokenizer.makeEncoder()
  }

  /// - Throws: What the text encoder throws, but for text that the vocabulary has no token for.
  /// - Complexity: O(*n*) in the bytes of all tokens.
  mutating func run() throws -> VocabularySelfTest {
    var test = VocabularySelfTest()
    for id in 0..<Int32(clamping: vocabulary.size) where vocabulary.kind(of: id) == .normal {
      guard var text = vocabulary.bytes(of: id) else { continue }
      // The dummy prefix is the token's space.
      if vocabulary.hasDummyPrefix, text.first == UInt8(ascii: " ") { text.removeFirst() }
      if text.isEmpty { continue }
      if case .invalid = UTF8Text.check(text.span) { continue }
      test.examinedCount += 1
      if try !comesBack(text, as: id) { test.addStray(vocabulary.piece(of: id) ?? text) }
    }
    return test
  }

  private mutating func comesBack(_ text: [UInt8], as id: Int32) throws -> Bool {
    tokens.removeAll()
    do {
      try encoder.encode(text.span, boundary: .textStart, offset: 0, into: &tokens)
    } catch let error as TrainPackError where error.code == .unknownTokenMissing {
      return false
    }
    if tokens.ids == [id] { return true }
    return try (vocabulary.hasDecoder || vocabulary.hasDummyPrefix) && vocabulary.decode(tokens.ids) == text
  }
}
