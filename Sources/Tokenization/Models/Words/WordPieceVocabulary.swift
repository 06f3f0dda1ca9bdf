import Diagnostics
import StrictJSON

/// A WordPiece model: of a word the longest token first, and if the word cannot be written so, the unknown token for all.
///
/// - Source: Hugging Face tokenizers' `models/wordpiece/mod.rs` and `serialization.rs`.
struct WordPieceVocabulary: PieceVocabulary {
  let table: TokenTable
  let trie: ByteTrie
  /// Where tokens begin that continue a word; `nil` when none does.
  let continuation: ByteTrie.Node?
  let unknownToken: [UInt8]
  let unknownID: Int32?
  /// A word of more characters is unknown.
  let maximumWordLength: Int

  func makeModel() -> any PieceModel { CachedModel(WordPieceModel(vocabulary: self), cuts: nil) }

  init(table: TokenTable, unknownToken: [UInt8], continuingPrefix: [UInt8], maximumWordLength: Int) {
    self.table = table
    self.unknownToken = unknownToken
    self.maximumWordLength = maximumWordLength
    let id = table.id(ofWritten: unknownToken)
    unknownID = id < 0 ? nil : id
    var edges = ByteTrieEdges()
    for id in 0..<Int32(clamping: table.idCount) {
      if let bytes = table.bytes(of: id), !bytes.isEmpty { edges.insert(bytes, token: id) }
    }
    trie = ByteTrie(edges)
    continuation = trie.node(of: continuingPrefix)
  }

  /// Reads the model of a `tokenizer.json`, in which every field is needed.
  ///
  /// - Throws: `vocabulary.corrupt-json`, `vocabulary.duplicate-token`, `vocabulary.duplicate-id`, `limits.exceeded`.
  init(_ model: JSONVocabularyFields, limits: Limits) throws {
    self.init(
      table: try WrittenTokens.read(model, limits: limits), unknownToken: Array(try model.text("unk_token")),
      continuingPrefix: Array(try model.text("continuing_subword_prefix")),
      maximumWordLength: try model.integer("max_input_chars_per_word", in: 0...Int.max))
  }
}

/// One worker's WordPiece model.
struct WordPieceModel: PieceModel {
  private let vocabulary: WordPieceVocabulary

  init(vocabulary: WordPieceVocabulary) {
    self.vocabulary = vocabulary
  }

  mutating func encode(_ text: Span<UInt8>, into tokens: inout [ModelToken]) throws {
    let first = tokens.count
    if isShort(text) {
      var start = 0
      while start < text.count, let node = start == 0 ? ByteTrie.root : vocabulary.continuation,
        let (token, end) = vocabulary.trie.longest(in: text, from: start, behind: node)
      {
        tokens.append(
          ModelToken(id: token, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end)))
        start = end
      }
      if start == text.count { return }
      tokens.removeLast(tokens.count - first)
    }
    guard let unknown = vocabulary.unknownID else { throw UnknownText.error(vocabulary.unknownToken) }
    tokens.append(ModelToken(id: unknown, start: 0, end: Int32(truncatingIfNeeded: text.count)))
  }

  /// Whether the word has no more characters than a word may have.
  private func isShort(_ text: Span<UInt8>) -> Bool {
    if text.count <= vocabulary.maximumWordLength { return true }
    var count = 0
    for position in 0..<text.count where !UTF8Text.isContinuation(text[position]) { count &+= 1 }
    return count <= vocabulary.maximumWordLength
  }
}
