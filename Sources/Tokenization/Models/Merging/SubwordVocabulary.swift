import Diagnostics

/// A BPE over characters, as Hugging Face tokenizers has it.
struct SubwordVocabulary: PieceVocabulary {
  let symbols: SubwordSymbols
  let merges: SubwordMerges
  /// Whether a pre-token that is a token is taken whole, whatever the merges say: `ignore_merges`.
  let takesWholeTokens: Bool
  /// Where texts can be cut; `nil`: nowhere.
  let cuts: CharacterCuts?

  var table: TokenTable { symbols.table }

  var unknownID: Int32? { symbols.fallback.unknownID < 0 ? nil : symbols.fallback.unknownID }

  func makeModel() -> any PieceModel { CachedModel(SubwordModel(vocabulary: self), cuts: cuts) }
}

/// One worker's BPE over characters.
struct SubwordModel: PieceModel {
  private let vocabulary: SubwordVocabulary
  private var symbols = SubwordSymbolList()
  private var merger = SubwordMerger()

  init(vocabulary: SubwordVocabulary) {
    self.vocabulary = vocabulary
  }

  mutating func encode(_ text: Span<UInt8>, into tokens: inout [ModelToken]) throws {
    if vocabulary.takesWholeTokens {
      let id = vocabulary.table.id(of: text.bytes, start: 0, length: text.count)
      if id >= 0 {
        tokens.append(ModelToken(id: id, start: 0, end: Int32(truncatingIfNeeded: text.count)))
        return
      }
    }
    symbols.removeAll()
    try vocabulary.symbols.append(text, to: &symbols)
    merger.merge(&symbols, by: vocabulary.merges)
    symbols.append(to: &tokens)
  }
}
