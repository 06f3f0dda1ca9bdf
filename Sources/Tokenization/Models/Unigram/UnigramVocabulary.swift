import Diagnostics
import StrictJSON

/// A Unigram model as Hugging Face tokenizers has it: scores of 64 bits, one pre-token at a time.
///
/// - Source: Hugging Face tokenizers' `models/unigram/model.rs` and `serialization.rs`.
struct UnigramVocabulary: PieceVocabulary {
  /// How much less likely than the least likely token an unknown character is.
  private static let unknownPenalty = 10.0

  let table: TokenTable
  let trie: ByteTrie
  /// The same with the scores, for counting; `nil` for one that is too large.
  let scoredTrie: ScoredTrie?
  /// By id the score.
  let tokenScores: [Double]
  let unknownScore: Double
  let unknownID: Int32?
  /// The tokens of the 256 bytes, -1 for those that have none; empty without byte fallback.
  let byteIDs: [Int32]

  var scores: [Float] { tokenScores.map { Float($0) } }

  func makeModel() -> any PieceModel { CachedModel(UnigramModel(vocabulary: self), cuts: nil) }

  func makeModelForNewTexts() -> any PieceModel { UnigramModel(vocabulary: self) }

  /// Reads the model of a `tokenizer.json`. Of two tokens with the same text the later one counts, as in the reference.
  ///
  /// - Throws: `vocabulary.corrupt-json`, `limits.exceeded`.
  init(_ model: JSONVocabularyFields, limits: Limits) throws {
    let list = try model.array("vocab")
    guard list.count <= limits.maximumVocabularyTokens else {
      throw TrainPackError.limitExceeded(
        "tokens in the vocabulary", value: limits.maximumVocabularyTokens, met: list.count, flag: nil,
        at: list.location)
    }
    var texts: [ArraySlice<UInt8>] = []
    var scores: [Double] = []
    var edges = ByteTrieEdges()
    for element in list.elements {
      let (text, score) = try Self.token(element)
      try WrittenTokens.check(text, limits: limits, at: element)
      if !text.isEmpty { edges.insert(text, token: Int32(clamping: texts.count)) }
      texts.append(text)
      scores.append(score)
    }
    if let unknown = model.optional("unk_id") {
      guard !texts.isEmpty else { throw JSONVocabularyFields.wrong(list, "a vocabulary has at least one token") }
      unknownID = Int32(try JSONVocabularyFields.integer(unknown, in: 0...texts.count - 1))
    } else {
      unknownID = nil
    }
    // From the last to the first, so that a search finds the last of those with the same text.
    var table = TokenTable(capacity: texts.count, byteCapacity: texts.reduce(0) { $0 + $1.count })
    for (id, text) in texts.enumerated().reversed() {
      let id = Int32(clamping: id)
      if text.isEmpty || table.insert(text.span, id: id) != nil {
        _ = table.insert(text.span, id: id, isFindable: false)
      }
    }
    self.table = table
    trie = ByteTrie(edges)
    scoredTrie = ScoredTrie(trie, scores: scores)
    tokenScores = scores
    unknownScore = (scores.min() ?? .infinity) - Self.unknownPenalty
    byteIDs = try model.flag("byte_fallback") ? (0...255).map { table.id(ofWritten: ByteToken.written($0)) } : []
  }

  private static func token(_ element: JSONValue) throws -> (ArraySlice<UInt8>, Double) {
    guard element.kind == .array, element.count == 2, let text = element.element(at: 0)?.utf8,
      let number = element.element(at: 1), number.kind == .number
    else { throw JSONVocabularyFields.wrong(element, "a token is its text and its score") }
    guard let score = ScoreText.double(number.raw) else {
      throw JSONVocabularyFields.wrong(number, "a score is a number of 64 bits")
    }
    return (text, score)
  }
}
