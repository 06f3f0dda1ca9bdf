/// Vocabularies of SentencePiece's BPE as llama.cpp merges with them: by score, and all tokens take part, also those that
/// steer the model.
extension GGUFVocabularyFile {
  func makeScoredTokenizer(_ options: TokenizerOptions) throws -> any Tokenizer {
    let ids = try specialIDs(SpecialIDs(bos: 1, eos: 2, unknown: 0))
    let addsSpace = try flag("add_space_prefix", true) && options.prefixRule != .never
    let inventory = PieceInventory(tokens, byteIDs: try byteIDs())
    guard inventory.table.id(of: [UInt8(ascii: " ")].span.bytes, start: 0, length: 1) >= 0 else {
      throw Self.unsupported("the vocabulary has no token for a space", path: metadata.path)
    }
    let vocabulary = try vocabulary(
      writtenTable(), .sentencePiece(hasDummyPrefix: addsSpace), ids,
      sequence(ids, addsBOS: flag("add_bos_token", true), addsEOS: flag("add_eos_token", false)), options)
    return try GGUFScoredTokenizer(
      vocabulary: vocabulary, model: MergeModel(inventory), prefixRule: addsSpace ? options.prefixRule : .never)
  }

  /// For each byte its token: `<0x0A>`, or else the byte itself.
  func byteIDs() throws -> [Int32] {
    let digits = Array("0123456789ABCDEF".utf8)
    let ids = (0...255).map { byte -> Int32 in
      let name = Array("<0x".utf8) + [digits[byte >> 4], digits[byte & 15], UInt8(ascii: ">")]
      return tokens.id(of: name) ?? tokens.id(of: [UInt8(byte)]) ?? -1
    }
    let missing = ids.indices.filter { ids[$0] < 0 }
    if !missing.isEmpty { throw missingByte(missing) }
    return ids
  }
}

extension PieceInventory {
  /// The tokens of a GGUF file, which all count as ordinary pieces.
  init(_ tokens: GGUFTokens, byteIDs: [Int32]) {
    var table = TokenTable(capacity: tokens.count, byteCapacity: tokens.count * 8)
    for (id, text) in tokens.texts.enumerated() {
      // A token with a space of its own is never met: spaces of text are `▁`.
      if text.contains(UInt8(ascii: " ")) || String(validating: text, as: UTF8.self) == nil { continue }
      _ = table.insert(SentencePieceSpelling.unescaped(text).span, id: Int32(clamping: id))
    }
    modelType = 2
    kinds = [TokenKind](repeating: .normal, count: tokens.count)
    scores = tokens.scores
    escapesWhitespace = true
    self.table = table
    unknownID = -1
    self.byteIDs = byteIDs
    userDefined = nil
    startsUserDefined = [Bool](repeating: false, count: 256)
  }
}

/// Encodes by scores, a segment at a time.
struct GGUFScoredTokenizer: Tokenizer {
  let vocabulary: Vocabulary
  let model: MergeModel
  let prefixRule: PrefixRule

  func makeEncoder() -> any TextEncoder {
    PieceEncoder(
      MergeSegmentEngine(model), normalizer: SentencePieceNormalizer(), escapesWhitespace: true,
      prefixRule: prefixRule, spaceID: vocabulary.id(of: SentencePieceSpelling.space))
  }
}
