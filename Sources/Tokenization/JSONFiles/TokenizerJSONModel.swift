import Diagnostics
import StrictJSON

/// The byte-level BPE of a `tokenizer.json`: its tokens and its merges.
struct TokenizerJSONModel {
  private(set) var merges: MergeTable
  /// The tokens with characters beyond the alphabet, as they are written.
  private var otherTokens: [[UInt8]: Int32] = [:]

  private let alphabet = ByteLevelAlphabet()
  private var buffer: [UInt8] = []

  /// - Throws: `vocabulary.corrupt-json`, `vocabulary.duplicate-token`, `vocabulary.duplicate-id`,
  ///   `vocabulary.missing-byte`, `limits.exceeded`.
  init(_ model: JSONVocabularyFields, limits: Limits) throws {
    let vocabulary = try model.object("vocab").value
    let list = try model.array("merges")
    let capacity = min(vocabulary.count, limits.maximumVocabularyTokens)
    var table = TokenTable(capacity: capacity, byteCapacity: capacity * 8)
    let alphabet = ByteLevelAlphabet()
    var token: [UInt8] = []
    for member in vocabulary.members {
      let text = try JSONVocabularyFields.text(member.key)
      // A token with other characters is none that text comes to; it is kept by its id alone.
      let isText = alphabet.decode(text, into: &token)
      if !isText { token = Array(text) }
      let id = try Self.insert(token, isText: isText, member.value, into: &table, limits: limits)
      if !isText { otherTokens[token] = id }
    }
    merges = MergeTable(
      table: table, singles: try Self.singles(table, at: vocabulary),
      takesWholeTokens: try model.flag("ignore_merges"), mergeCount: list.count)
    var rank: Int32 = 0
    for element in list.elements {
      try insert(element, rank: rank, table)
      rank += 1
    }
  }

  private static func insert(
    _ token: [UInt8], isText: Bool, _ value: JSONValue, into table: inout TokenTable, limits: Limits
  ) throws -> Int32 {
    let id = Int32(try JSONVocabularyFields.integer(value, in: 0...limits.maximumVocabularyTokens - 1))
    if token.isEmpty { throw JSONVocabularyFields.wrong(value, "a token has no text") }
    guard token.count <= limits.maximumTokenBytes else {
      throw TrainPackError.limitExceeded(
        "bytes in one token", value: limits.maximumTokenBytes, met: token.count, flag: nil, at: value.location)
    }
    if let other = table.bytes(of: id) {
      throw TrainPackError(
        .vocabularyDuplicateID, "two tokens share the id \(id): \(quoted(other)) and \(quoted(token))",
        at: value.location, fix: "fetch the vocabulary file again; ids must differ")
    }
    if let other = table.insert(token.span, id: id, isFindable: isText) {
      throw TrainPackError(
        .vocabularyDuplicateToken, "the token \(quoted(token)) is listed twice, with the ids \(other) and \(id)",
        at: value.location, fix: "fetch the vocabulary file again; tokens must differ")
    }
    return id
  }

  /// The id of the token that the vocabulary writes as `text`.
  func id(ofWritten text: [UInt8]) -> Int32? {
    var bytes: [UInt8] = []
    guard alphabet.decode(text[...], into: &bytes) else { return otherTokens[text] }
    let id = merges.table.id(of: bytes.span.bytes, start: 0, length: bytes.count)
    return id < 0 ? nil : id
  }

  private static func singles(_ table: TokenTable, at place: JSONValue) throws -> [Int32] {
    let bytes = (0...255).map { UInt8($0) }
    let singles = bytes.map { table.id(of: bytes.span.bytes, start: Int($0), length: 1) }
    guard let first = singles.firstIndex(of: -1) else { return singles }
    throw TrainPackError(
      .vocabularyMissingByte,
      "\(singles.count { $0 < 0 }) of the 256 single bytes are no tokens, the first is 0x\(String(first, radix: 16))",
      at: place.location, fix: "fetch the vocabulary file again; a byte-level vocabulary has every byte")
  }

  private mutating func insert(_ element: JSONValue, rank: Int32, _ table: TokenTable) throws {
    let (left, right) = try Self.parts(element)
    var joined: [UInt8] = []
    swap(&joined, &buffer)
    defer { swap(&joined, &buffer) }
    guard alphabet.decode(left, into: &joined) else { throw Self.unknown(element) }
    let border = joined.count
    var rightBytes: [UInt8] = []
    guard alphabet.decode(right, into: &rightBytes) else { throw Self.unknown(element) }
    joined += rightBytes
    if border == 0 || rightBytes.isEmpty { throw Self.unknown(element) }
    let bytes = joined.span.bytes
    let leftID = table.id(of: bytes, start: 0, length: border)
    let rightID = table.id(of: bytes, start: border, length: joined.count - border)
    let id = table.id(of: bytes, start: 0, length: joined.count)
    guard leftID >= 0, rightID >= 0, id >= 0 else { throw Self.unknown(element) }
    guard merges.insert(leftID, rightID, MergeTable.Merge(rank: rank, id: id)) else {
      throw JSONVocabularyFields.wrong(
        element, "the merge \(rank), of \(quoted(left)) and \(quoted(right)), is listed twice")
    }
  }

  private static func unknown(_ element: JSONValue) -> TrainPackError {
    JSONVocabularyFields.wrong(element, "a merge is of something that is no token, or makes none")
  }

  /// Both sides of a merge: `"Ġ t"`, or `["Ġ", "t"]` in newer files.
  private static func parts(_ element: JSONValue) throws -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
    if let text = element.utf8 {
      let parts = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      if parts.count == 2 { return (parts[0], parts[1]) }
    } else if element.kind == .array, element.count == 2, let left = element.element(at: 0)?.utf8,
      let right = element.element(at: 1)?.utf8
    {
      return (left, right)
    }
    throw JSONVocabularyFields.wrong(element, "a merge is two tokens")
  }
}
