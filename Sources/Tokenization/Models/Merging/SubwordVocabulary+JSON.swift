import Diagnostics
import StrictJSON

extension SubwordVocabulary {
  /// Reads the model of a `tokenizer.json`.
  ///
  /// - Throws: `vocabulary.corrupt-json`, `vocabulary.unsupported-setting` for dropout, `vocabulary.duplicate-token`,
  ///   `vocabulary.duplicate-id`, `limits.exceeded`.
  /// - Source: Hugging Face tokenizers' `models/bpe/serialization.rs`.
  init(_ model: JSONVocabularyFields, limits: Limits) throws {
    if let dropout = model.optional("dropout") {
      guard let probability = dropout.double, (0...1).contains(probability) else {
        throw JSONVocabularyFields.wrong(dropout, "a number from 0 to 1 is needed here")
      }
      if probability != 0 { throw JSONVocabularyFields.unsupported(dropout, "a BPE with dropout") }
    }
    func text(_ key: String) throws -> [UInt8]? {
      try model.optional(key).map { Array(try JSONVocabularyFields.text($0)) }
    }
    let table = try WrittenTokens.read(model, limits: limits)
    let unknownToken = try text("unk_token")
    let fallback = SubwordSymbols.Fallback(
      unknownToken: unknownToken, unknownID: unknownToken.map { table.id(ofWritten: $0) } ?? -1,
      fusesUnknown: try model.flag("fuse_unk"),
      byteIDs: try model.flag("byte_fallback") ? (0...255).map { table.id(ofWritten: ByteToken.written($0)) } : [])
    let prefix = try text("continuing_subword_prefix") ?? []
    let symbols = SubwordSymbols(
      table: table, prefix: prefix, suffix: try text("end_of_word_suffix") ?? [], fallback: fallback)
    let takesWholeTokens = try model.flag("ignore_merges")
    // What is written before or behind characters depends on their place, and a token taken whole on the whole text.
    let cuts =
      takesWholeTokens || !symbols.prefix.isEmpty || !symbols.suffix.isEmpty ? nil : CharacterCuts(symbols: symbols)
    var reader = WrittenMerges(table: table, prefixLength: prefix.count, fallback: fallback, cuts: cuts)
    self.init(
      symbols: symbols, merges: try reader.read(model.array("merges")), takesWholeTokens: takesWholeTokens,
      cuts: reader.cuts)
  }
}

/// The tokens that stand for bytes.
enum ByteToken {
  /// How a byte's token is written: `<0x0A>`.
  static func written(_ byte: Int) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return Array("<0x".utf8) + [digits[byte >> 4 & 15], digits[byte & 15], UInt8(ascii: ">")]
  }
}
