import Diagnostics

/// Byte-pair vocabularies with a list of merges.
extension GGUFVocabularyFile {
  func makeMergeTokenizer(_ options: TokenizerOptions, name: ArraySlice<UInt8>) throws -> any Tokenizer {
    guard let pretokenizer = LlamaCppPretokenizer(name: name) else {
      throw TrainPackError(
        .patternUnknown, "the GGUF file cuts text by the pre-tokenizer \(quoted(name)), which TrainPack does not know",
        at: InputLocation(source: metadata.path),
        fix: "use another of the model's vocabulary files, such as its tokenizer.json")
    }
    if !pretokenizer.isByteLevel { return try makePlainMergeTokenizer(options) }
    let isGemma = try metadata.string("tokenizer.ggml.model") == Array("gemma4".utf8)[...]
    let defaultID: Int32? = isGemma ? nil : 11
    let ids = try specialIDs(SpecialIDs(bos: pretokenizer.hasDefaultBOS ? defaultID : nil, eos: defaultID))
    let table = byteLevelTable()
    let vocabulary = try vocabulary(
      table, .bytes, ids,
      sequence(
        ids, addsBOS: flag("add_bos_token", pretokenizer.addsBOS), addsEOS: flag("add_eos_token", false)), options)
    let merges = try byteLevelMerges(table, takesWholeTokens: pretokenizer.takesWholeTokens)
    let steps = try RegexSteps(pretokenizer.patterns.map { Array($0.utf8) }, dialect: .llamaCpp)
    return BytePairTokenizer(
      vocabulary: vocabulary, rule: .merges(merges), pattern: .regexes(steps), normalization: .none)
  }

  /// The tokens by the bytes that their characters stand for; others are no text, and kept by their ids.
  private func byteLevelTable() -> TokenTable {
    let alphabet = ByteLevelAlphabet()
    var table = TokenTable(capacity: tokens.count, byteCapacity: tokens.count * 8)
    var token: [UInt8] = []
    for (id, text) in tokens.texts.enumerated() {
      let isText = alphabet.decode(text[...], into: &token)
      _ = table.insert((isText ? token : text).span, id: Int32(clamping: id), isFindable: isText)
    }
    return table
  }

  private func byteLevelMerges(_ table: TokenTable, takesWholeTokens: Bool) throws -> MergeTable {
    let bytes = (0...255).map { UInt8($0) }
    let singles = bytes.map { table.id(of: bytes.span.bytes, start: Int($0), length: 1) }
    // Some bytes are in no UTF-8.
    let missing = singles.indices.filter { singles[$0] < 0 && $0 != 0xC0 && $0 != 0xC1 && $0 < 0xF5 }
    if !missing.isEmpty { throw missingByte(missing) }
    let list = try metadata.strings("tokenizer.ggml.merges")
    guard let list else { throw corrupt("it lists no merges (tokenizer.ggml.merges)") }
    var merges = MergeTable(
      table: table, singles: singles, takesWholeTokens: takesWholeTokens, mergeCount: list.count)
    let alphabet = ByteLevelAlphabet()
    var (left, right): ([UInt8], [UInt8]) = ([], [])
    for (rank, range) in list.enumerated() {
      let merge = metadata[range]
      // The first byte is of the first part, whatever it is; what holds further spaces is never met in text.
      guard let space = merge.dropFirst().firstIndex(of: UInt8(ascii: " ")),
        alphabet.decode(merge[..<space], into: &left), alphabet.decode(merge[(space + 1)...], into: &right),
        !left.isEmpty, !right.isEmpty
      else { continue }
      let joined = left + right
      let leftID = table.id(of: joined.span.bytes, start: 0, length: left.count)
      let rightID = table.id(of: joined.span.bytes, start: left.count, length: right.count)
      let id = table.id(of: joined.span.bytes, start: 0, length: joined.count)
      guard leftID >= 0, rightID >= 0, id >= 0 else {
        throw GGUFMetadata.corrupt(
          "the merge \(rank), \(quoted(merge)), is of something that is no token, or makes none", path: metadata.path,
          at: range.lowerBound)
      }
      // Of two that are the same the first counts.
      _ = merges.insert(leftID, rightID, MergeTable.Merge(rank: Int32(clamping: rank), id: id))
    }
    return merges
  }
}
