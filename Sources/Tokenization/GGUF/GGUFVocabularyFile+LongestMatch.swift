/// Vocabularies of RWKV: always the longest token that text begins with.
extension GGUFVocabularyFile {
  func makeLongestMatchTokenizer(_ options: TokenizerOptions) throws -> any Tokenizer {
    var trie = PieceTrie(byteCount: tokens.count * 4)
    var table = TokenTable(capacity: tokens.count, byteCapacity: tokens.count * 8)
    for (index, text) in tokens.texts.enumerated() {
      let id = Int32(clamping: index)
      let bytes = Self.unescaped(text)
      guard !bytes.isEmpty else {
        _ = table.insert(text.span, id: id, isFindable: false)
        continue
      }
      let isNew = table.insert(bytes.span, id: id) == nil
      if !isNew {
        throw corrupt("two tokens stand for \(quoted(bytes))")
      }
      _ = trie.insert(bytes.span, value: id)
    }
    let missing = (0...255).filter { trie.first(UInt8($0)).value < 0 && $0 != 0xC0 && $0 != 0xC1 && $0 < 0xF5 }
    if !missing.isEmpty { throw missingByte(missing) }
    let ids = try specialIDs(SpecialIDs())
    let sequence = sequence(
      ids, addsBOS: try flag("add_bos_token", false), addsEOS: try flag("add_eos_token", false))
    return GGUFLongestMatchTokenizer(
      vocabulary: try vocabulary(table, .bytes, ids, sequence, options), trie: trie)
  }

  /// The bytes that a token's text stands for: `\n`, `\t`, `\r`, `\x` with two digits, and others behind a backslash.
  ///
  /// - Source: `llama_unescape_rwkv_token` of llama.cpp's `llama-vocab.cpp`.
  static func unescaped(_ text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var digitsLeft = 0
    var value: UInt8 = 0
    var isEscaped = false
    for byte in text {
      if digitsLeft > 0 {
        let digit = byte >= UInt8(ascii: "a") ? byte &- UInt8(ascii: "a") &+ 10 : byte &- UInt8(ascii: "0")
        value = value << 4 &+ digit
        digitsLeft -= 1
        if digitsLeft == 0 { bytes.append(value) }
      } else if isEscaped {
        isEscaped = false
        switch byte {
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "x"): (digitsLeft, value) = (2, 0)
        default: bytes.append(byte)
        }
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}

struct GGUFLongestMatchTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  let trie: PieceTrie

  func makeEncoder() -> any TextEncoder { GGUFLongestMatchEncoder(trie) }
}

/// Takes the longest token, again and again.
///
/// - Source: `llm_tokenizer_rwkv_session` of llama.cpp's `llama-vocab.cpp`.
final class GGUFLongestMatchEncoder: TextEncoder {
  private let trie: PieceTrie
  private var sink = RunningSink()

  init(_ trie: PieceTrie) { self.trie = trie }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let base = try EncoderInput.base(of: text, offset: offset)
    try EncoderInput.check(text)
    sink.reset(base: base)
    forEachToken(in: text) { sink.add($0, length: $1, of: text) }
    sink.append(to: &tokens)
    sink.reset()
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    _ = try EncoderInput.base(of: text, offset: 0)
    try EncoderInput.check(text)
    var count = 0
    forEachToken(in: text) { _, _ in count += 1 }
    return count
  }

  /// Calls `body` with the id of each token and the count of its bytes.
  private func forEachToken(in text: Span<UInt8>, _ body: (Int32, Int) -> Void) {
    var position = 0
    while position < text.count {
      let match = trie.longestMatch(text, at: position, maximumMatches: .max)
      // Every byte that is in UTF-8 is a token.
      body(match.value, max(match.length, 1))
      position += max(match.length, 1)
    }
  }
}
