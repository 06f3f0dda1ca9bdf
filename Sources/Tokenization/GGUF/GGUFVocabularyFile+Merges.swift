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
    let isGemma = try metadata.string("tokenizer.ggml.model") == Array("gemma4".utf8)[...]
    let defaultID: Int32? = isGemma ? nil : 11
    let ids = try specialIDs(SpecialIDs(bos: pretokenizer.hasDefaultBOS ? defaultID : nil, eos: defaultID))
    let alwaysAddsBOS = pretokenizer.hasBOSAlways
    let sequence = sequence(
      ids, addsBOS: try flag("add_bos_token", pretokenizer.addsBOS) || alwaysAddsBOS,
      addsEOS: try flag("add_eos_token", false))
    if !pretokenizer.isByteLevel {
      return try makePlainMergeTokenizer(options, ids, sequence, takesLineFeeds: alwaysAddsBOS)
    }
    let table = byteLevelTable()
    let vocabulary = try vocabulary(table, .bytes, ids, sequence, options)
    return try makeByteLevelTokenizer(vocabulary, table, pretokenizer)
  }

  private func makeByteLevelTokenizer(
    _ vocabulary: Vocabulary, _ table: TokenTable, _ pretokenizer: LlamaCppPretokenizer
  ) throws -> any Tokenizer {
    let bytes = (0...255).map { UInt8($0) }
    var singles = bytes.map { table.id(of: bytes.span.bytes, start: Int($0), length: 1) }
    let isMissing = singles.map { $0 < 0 }
    var table = table
    // Bytes that the vocabulary lacks are a token of their own for the merging, which is left out afterwards.
    let missingID = Int32(clamping: tokens.count)
    if isMissing.contains(true) {
      _ = table.insert([0].span, id: missingID, isFindable: false)
      for byte in singles.indices where singles[byte] < 0 { singles[byte] = missingID }
    }
    let merges = try byteLevelMerges(table, singles, takesWholeTokens: pretokenizer.takesWholeTokens)
    let steps = try RegexSteps(
      pretokenizer.patterns.map { Array($0.utf8) }, dialect: .llamaCpp,
      groupsNumbersFromEnd: pretokenizer.groupsNumbersFromEnd)
    let tokenizer = BytePairTokenizer(
      vocabulary: vocabulary, rule: .merges(merges), pattern: .regexes(steps), normalization: .none)
    if !isMissing.contains(true) { return tokenizer }
    return GGUFIncompleteTokenizer(tokenizer: tokenizer, id: missingID, isLeftOut: isMissing)
  }

  /// The tokens by the bytes that their characters stand for; others are no text, and kept by their ids.
  private func byteLevelTable() -> TokenTable {
    let alphabet = ByteLevelAlphabet()
    var table = TokenTable(capacity: tokens.count + 1, byteCapacity: tokens.count * 8)
    var token: [UInt8] = []
    for (id, text) in tokens.texts.enumerated() {
      let isText = alphabet.decode(text[...], into: &token)
      _ = table.insert((isText ? token : text).span, id: Int32(clamping: id), isFindable: isText)
    }
    return table
  }

  private func byteLevelMerges(
    _ table: TokenTable, _ singles: [Int32], takesWholeTokens: Bool
  ) throws -> MergeTable {
    let list = try mergeList()
    var merges = MergeTable(
      table: table, singles: singles, takesWholeTokens: takesWholeTokens, mergeCount: list.count)
    let alphabet = ByteLevelAlphabet()
    var (left, right): ([UInt8], [UInt8]) = ([], [])
    for (rank, range) in list.enumerated() {
      guard let (first, second) = Self.parts(metadata[range]), alphabet.decode(first, into: &left),
        alphabet.decode(second, into: &right), !left.isEmpty, !right.isEmpty
      else { continue }
      let joined = left + right
      let leftID = table.id(of: joined.span.bytes, start: 0, length: left.count)
      let rightID = table.id(of: joined.span.bytes, start: left.count, length: right.count)
      let id = table.id(of: joined.span.bytes, start: 0, length: joined.count)
      guard leftID >= 0, rightID >= 0, id >= 0 else { throw unknownMerge(rank, range) }
      // Of two that are the same the first counts.
      _ = merges.insert(leftID, rightID, MergeTable.Merge(rank: Int32(clamping: rank), id: id))
    }
    return merges
  }

  func mergeList() throws -> [Range<Int>] {
    if let list = try metadata.strings("tokenizer.ggml.merges") { return list }
    if try metadata.string("tokenizer.ggml.pre") == Array("kimi-k2".utf8)[...] { return [] }
    throw corrupt("it lists no merges (tokenizer.ggml.merges)")
  }

  /// Both sides of a merge: the first byte is of the left one, whatever it is.
  static func parts(_ merge: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
    guard let space = merge.dropFirst().firstIndex(of: UInt8(ascii: " ")) else { return nil }
    return (merge[..<space], merge[(space + 1)...])
  }

  func unknownMerge(_ rank: Int, _ range: Range<Int>) -> TrainPackError {
    GGUFMetadata.corrupt(
      "the merge \(rank), \(quoted(metadata[range])), is of something that is no token, or makes none",
      path: metadata.path, at: range.lowerBound)
  }
}
