import Diagnostics
import StrictJSON

/// A `tekken.json`: byte-level tokens by rank, of which the first ones are used, behind a block of special tokens.
///
/// - Source: `Tekkenizer` of mistral-common's `tekken.py`.
struct TekkenFile {
  /// Special tokens first, then the ranks, moved up by their count.
  private(set) var table: TokenTable
  private(set) var specialTokens: [AddedToken] = []
  let pattern: PretokenizerRule

  /// - Throws: The `json.…` codes, `vocabulary.corrupt-json`, `vocabulary.duplicate-token`, `vocabulary.missing-byte`,
  ///   `tokenization.pattern-unsupported`, `limits.exceeded`.
  /// - Complexity: O(*n*) in the file's bytes.
  init(_ bytes: [UInt8], path: String, limits: Limits) throws {
    let document = try JSONReader(limits: limits).read(
      bytes, at: InputLocation(source: path, line: 1, column: 1, byteOffset: 0))
    let root = try JSONVocabularyFields(document.root)
    let config = try root.object("config")
    pattern = try PretokenizerRule(steps: [Array(config.text("pattern"))], dialect: .fancyRegex)
    let size = try config.integer("default_vocab_size", in: 1...limits.maximumVocabularyTokens)
    let specialCount = try config.integer("default_num_special_tokens", in: 0...size)
    table = TokenTable(capacity: size, byteCapacity: size * 8)
    try readSpecialTokens(root, count: specialCount)
    try readTokens(root.array("vocab"), count: size - specialCount, firstID: specialCount, limits: limits)
  }

  /// The names that files without a list of their own have, before `<SPECIAL_n>`.
  ///
  /// - Source: `DEPRECATED_SPECIAL_TOKENS` of mistral-common's `tekken.py`.
  private static let unlistedNames = [
    "<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]",
    "[/TOOL_RESULTS]", "[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]", "[IMG_END]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]",
    "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[TOOL_CONTENT]",
  ]

  private mutating func readSpecialTokens(_ root: JSONVocabularyFields, count: Int) throws {
    var names = [[UInt8]?](repeating: nil, count: count)
    if root.optional("special_tokens") != nil {
      let list = try root.array("special_tokens")
      for element in list.elements {
        let token = try JSONVocabularyFields(element)
        let rank = try token.integer("rank", in: 0...max(0, count - 1))
        guard count > 0, names[rank] == nil else {
          throw JSONVocabularyFields.wrong(element, "the special token \(rank) is listed twice, or beyond the last")
        }
        names[rank] = Array(try token.text("token_str"))
      }
    } else {
      for (rank, name) in Self.unlistedNames.enumerated() where rank < count { names[rank] = Array(name.utf8) }
    }
    var seen: Set<[UInt8]> = []
    for (rank, name) in names.enumerated() {
      let text = name ?? Array("<SPECIAL_\(rank)>".utf8)
      guard !text.isEmpty, seen.insert(text).inserted else {
        throw JSONVocabularyFields.wrong(
          root.value, "the special token \(rank), \(quoted(text)), has no name of its own")
      }
      let id = Int32(clamping: rank)
      _ = table.insert(text.span, id: id, isFindable: false)
      specialTokens.append(AddedToken(text: text, id: id, isSpecial: true))
    }
  }

  private mutating func readTokens(_ list: JSONValue, count: Int, firstID: Int, limits: Limits) throws {
    guard list.count >= count else {
      throw JSONVocabularyFields.wrong(list, "\(count) tokens are used, but \(list.count) are listed")
    }
    let decoder = Base64.Decoder()
    var token: [UInt8] = []
    var rank = 0
    for element in list.elements {
      if rank == count { break }
      let fields = try JSONVocabularyFields(element)
      _ = try fields.integer("rank", in: rank...rank)
      let text = Array(try fields.text("token_bytes"))
      token.removeAll(keepingCapacity: true)
      guard decoder.decode(text.span, 0..<text.count, into: &token), !token.isEmpty,
        rank > 255 || token == [UInt8(truncatingIfNeeded: rank)]
      else {
        throw JSONVocabularyFields.wrong(
          element, "the token \(rank) is no base64\(rank < 256 ? " of the byte \(rank)" : "")")
      }
      guard token.count <= limits.maximumTokenBytes else {
        throw TrainPackError.limitExceeded(
          "bytes in one token", value: limits.maximumTokenBytes, met: token.count, flag: nil, at: element.location)
      }
      if let other = table.insert(token.span, id: Int32(clamping: firstID + rank)) {
        throw TrainPackError(
          .vocabularyDuplicateToken, "the token \(quoted(token)) has the ranks \(Int(other) - firstID) and \(rank)",
          at: element.location, fix: "fetch the vocabulary file again; tokens must differ")
      }
      rank += 1
    }
    guard rank > 255 else { throw JSONVocabularyFields.wrong(list, "a byte-level vocabulary has every byte") }
  }
}
