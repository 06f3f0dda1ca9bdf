import Diagnostics
import StrictJSON

@testable import Tokenization

/// Models of tokenizer.json in tests.
enum PieceModelSupport {
  static func vocabulary(_ json: String, limits: Limits = Limits()) throws -> any PieceVocabulary {
    let document = try JSONReader(limits: limits).read(
      Array(json.utf8), at: InputLocation(source: "tokenizer.json", line: 1, column: 1, byteOffset: 0))
    return try TokenizerJSONModels.read(JSONVocabularyFields(document.root), limits: limits)
  }

  /// A BPE with the tokens numbered from 0.
  static func bpe(_ tokens: [String], merges: String, _ settings: String = "") throws -> any PieceVocabulary {
    try vocabulary(#"{"type":"BPE","vocab":\#(numbered(tokens)),"merges":\#(merges)\#(settings)}"#)
  }

  static func unigram(_ tokens: String, _ settings: String = "") throws -> any PieceVocabulary {
    try vocabulary(#"{"type":"Unigram","vocab":\#(tokens)\#(settings)}"#)
  }

  static func numbered(_ tokens: [String]) -> String {
    "{" + tokens.enumerated().map { #""\#($1)":\#($0)"# }.joined(separator: ",") + "}"
  }

  /// Ids, starts and ends, one after another.
  static func tokens(_ text: String, _ vocabulary: any PieceVocabulary) throws -> [[Int32]] {
    var model = vocabulary.makeModel()
    return try tokens(text, &model)
  }

  static func tokens(_ text: String, _ model: inout any PieceModel) throws -> [[Int32]] {
    var tokens: [ModelToken] = []
    try model.encode(Array(text.utf8).span, into: &tokens)
    return tokens.map { [$0.id, $0.start, $0.end] }
  }
}
