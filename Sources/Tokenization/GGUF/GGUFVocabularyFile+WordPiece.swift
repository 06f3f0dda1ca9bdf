/// WordPiece vocabularies as llama.cpp reads them: a word begins with `▁`, and others go on with it.
extension GGUFVocabularyFile {
  func makeWordPieceTokenizer(_ options: TokenizerOptions) throws -> any Tokenizer {
    let ids = try specialIDs(SpecialIDs(bos: 101, unknown: 100, separator: 102, padding: 0))
    guard let unknownID = ids.unknown else { throw corrupt("it has no token for unknown words") }
    let lowercases = try flag("normalizer.lowercase", true)
    let table = writtenTable()
    var sequence = SequenceTokens()
    if let bos = ids.bos, let separator = ids.separator { sequence = SequenceTokens(before: [bos], after: [separator]) }
    return GGUFWordPieceTokenizer(
      vocabulary: try vocabulary(table, .sentencePiece(hasDummyPrefix: false), ids, sequence, options),
      table: table, unknownID: unknownID, lowercases: lowercases,
      stripsAccents: try flag("normalizer.strip_accents", lowercases))
  }
}

struct GGUFWordPieceTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  let table: TokenTable
  let unknownID: Int32
  let lowercases: Bool
  let stripsAccents: Bool

  func makeEncoder() -> any TextEncoder { GGUFWordPieceEncoder(self) }
}

/// Cuts text into words and each word into the longest tokens, from its start.
///
/// - Source: `llm_tokenizer_wpm_session` of llama.cpp's `llama-vocab.cpp`.
final class GGUFWordPieceEncoder: TextEncoder {
  private let tokenizer: GGUFWordPieceTokenizer
  private let characters = LlamaCppCharacters.shared
  /// The word at hand, behind `▁`, and for each of its bytes the character of the text that it comes from.
  private var word: [UInt8] = SentencePieceSpelling.space
  private var origins: [Range<Int32>] = []

  init(_ tokenizer: GGUFWordPieceTokenizer) { self.tokenizer = tokenizer }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let base = try EncoderInput.base(of: text, offset: offset)
    try EncoderInput.check(text)
    clear()
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      let start = base + Int32(truncatingIfNeeded: position)
      take(scalar, from: start..<start + Int32(truncatingIfNeeded: length), into: &tokens)
      position += length
    }
    endWord(into: &tokens)
    if word.capacity > 1 << 20 { (word, origins) = (SentencePieceSpelling.space, []) }
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    var tokens = TokenBuffer()
    try encode(text, boundary: boundary, offset: 0, into: &tokens)
    return tokens.count
  }

  private func take(_ original: UInt32, from origin: Range<Int32>, into tokens: inout TokenBuffer) {
    let scalar = tokenizer.stripsAccents ? characters.base(of: original) : original
    if characters.isWhitespace(scalar) {
      endWord(into: &tokens)
      return
    }
    let category = characters.category(of: scalar)
    if scalar == 0 || scalar == 0xFFFD || category == .other { return }
    if tokenizer.stripsAccents, category == .mark { return }
    let standsAlone =
      category == .punctuation || (scalar < 0x7F && category == .symbol) || Self.isChinese(scalar)
    if standsAlone { endWord(into: &tokens) }
    UTF8Text.append(tokenizer.lowercases ? characters.lowercased(scalar) : scalar, to: &word)
    while origins.count + SentencePieceSpelling.space.count < word.count { origins.append(origin) }
    if standsAlone { endWord(into: &tokens) }
  }

  /// Appends the tokens of the word at hand, or the one for unknown words, and begins the next.
  private func endWord(into tokens: inout TokenBuffer) {
    guard !origins.isEmpty else { return }
    defer { clear() }
    let first = tokens.count
    let table = tokenizer.table
    let text = word.span.bytes
    var start = 0
    while start < word.count {
      var end = min(word.count, start + table.maximumLength)
      var id: Int32 = -1
      while end > start {
        id = table.id(of: text, start: start, length: end - start)
        if id >= 0 { break }
        end -= 1
      }
      guard id >= 0 else {
        tokens.truncate(to: first)
        append(tokenizer.unknownID, 0, word.count, to: &tokens)
        return
      }
      append(id, start, end, to: &tokens)
      start = end
    }
  }

  /// Appends a token of `word[start..<end]`; one of the `▁` alone shares the first character.
  private func append(_ id: Int32, _ start: Int, _ end: Int, to tokens: inout TokenBuffer) {
    let prefix = SentencePieceSpelling.space.count
    let first = origins[min(max(start - prefix, 0), origins.count - 1)]
    let last = origins[min(max(end - prefix - 1, 0), origins.count - 1)]
    tokens.append(id, start: first.lowerBound, end: max(first.upperBound, last.upperBound))
  }

  private func clear() {
    word.removeSubrange(SentencePieceSpelling.space.count...)
    origins.removeAll(keepingCapacity: true)
  }

  /// Characters that are words by themselves; one range starts later than it does in Unicode, as in the reference.
  private static func isChinese(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
