import Diagnostics
import StrictJSON

/// A model in which every pre-token is one token.
///
/// - Source: Hugging Face tokenizers' `models/wordlevel/mod.rs` and `serialization.rs`.
struct WordLevelVocabulary: PieceVocabulary {
  let table: TokenTable
  let unknownToken: [UInt8]
  let unknownID: Int32?

  func makeModel() -> any PieceModel { WordLevelModel(vocabulary: self) }

  /// Reads the model of a `tokenizer.json`, in which every field is needed.
  ///
  /// - Throws: `vocabulary.corrupt-json`, `vocabulary.duplicate-token`, `vocabulary.duplicate-id`, `limits.exceeded`.
  init(_ model: JSONVocabularyFields, limits: Limits) throws {
    table = try WrittenTokens.read(model, limits: limits)
    unknownToken = Array(try model.text("unk_token"))
    let id = table.id(ofWritten: unknownToken)
    unknownID = id < 0 ? nil : id
  }
}

/// One worker's model of whole words.
struct WordLevelModel: PieceModel {
  private let vocabulary: WordLevelVocabulary

  init(vocabulary: WordLevelVocabulary) {
    self.vocabulary = vocabulary
  }

  mutating func encode(_ text: Span<UInt8>, into tokens: inout [ModelToken]) throws {
    let known = vocabulary.table.id(of: text.bytes, start: 0, length: text.count)
    guard let id = known >= 0 ? known : vocabulary.unknownID else {
      throw UnknownText.error(vocabulary.unknownToken)
    }
    tokens.append(ModelToken(id: id, start: 0, end: Int32(truncatingIfNeeded: text.count)))
  }
}
