import Diagnostics
import StrictJSON

/// A model that a `tokenizer.json` names, read and checked: immutable, shared by all workers.
protocol PieceVocabulary: Sendable {
  /// The tokens as the file writes them. Where a file lists a token twice, a search finds the last.
  var table: TokenTable { get }
  /// For each id its score; empty when the model has none.
  var scores: [Float] { get }
  /// The id that stands for unknown text, where the model has one.
  var unknownID: Int32? { get }
  /// Returns a model for one worker.
  func makeModel() -> any PieceModel

  /// Makes a model for pre-tokens that are mostly new to it, as others are known before they come to it.
  func makeModelForNewTexts() -> any PieceModel
}

extension PieceVocabulary {
  var scores: [Float] { [] }

  /// The id of the token that the file writes as `text`.
  func id(ofWritten text: [UInt8]) -> Int32? {
    if text.isEmpty { return nil }
    let id = table.id(of: text.span.bytes, start: 0, length: text.count)
    return id < 0 ? nil : id
  }
}

extension PieceVocabulary {
  func makeModelForNewTexts() -> any PieceModel { makeModel() }
}
