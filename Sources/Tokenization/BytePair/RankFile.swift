import Diagnostics

/// The tokens of a tiktoken rank file: each line a token in base64, a space, and its rank, which is its id.
///
/// - Source: `load_tiktoken_bpe` of tiktoken's `load.py`.
struct RankFile {
  let table: TokenTable

  /// Ranks up to here are taken from any file.
  private static let smallestBound = 65_536

  /// Reads and checks a whole file.
  ///
  /// - Throws: `vocabulary.corrupt-ranks`, `vocabulary.duplicate-token`, `vocabulary.duplicate-id`,
  ///   `vocabulary.missing-byte`, `limits.exceeded`.
  /// - Complexity: O(*n*) in the file's bytes.
  init(_ text: Span<UInt8>, path: String, limits: Limits) throws {
    // The shortest line holds one byte: "AA== 0\n".
    let capacity = min(text.count / 7 + 1, limits.maximumVocabularyTokens, text.count / 14 + 1024)
    var table = TokenTable(capacity: capacity, byteCapacity: text.count / 2)
    var lines = RankLines()
    var bytes: [UInt8] = []
    while let line = lines.next(in: text) {
      // Made for errors only: there are hundreds of thousands of lines.
      var location: InputLocation { InputLocation(source: path, line: lines.number) }
      guard let (id, length) = lines.read(line, of: text, into: &bytes) else {
        throw TrainPackError(
          .vocabularyCorruptRanks,
          "not a token in base64, a space and a rank: \(quoted(lines.excerpt(line, of: text)))",
          at: location, fix: "fetch the vocabulary file again and compare its sha256 with the publisher's")
      }
      guard id < limits.maximumVocabularyTokens else {
        throw TrainPackError.limitExceeded(
          "ids in the vocabulary", value: limits.maximumVocabularyTokens, met: id, flag: nil, at: location)
      }
      // Memory is kept for each id, so a small file cannot ask for that of millions.
      guard id < max(text.count, Self.smallestBound) else {
        throw TrainPackError(
          .vocabularyCorruptRanks,
          "the rank \(id) lies far beyond the tokens that a file of \(text.count) bytes can list", at: location,
          fix: "fetch the vocabulary file again and compare its sha256 with the publisher's")
      }
      guard length <= limits.maximumTokenBytes else {
        throw TrainPackError.limitExceeded(
          "bytes in one token", value: limits.maximumTokenBytes, met: length, flag: nil, at: location)
      }
      if table.contains(Int32(id)), let other = table.bytes(of: Int32(id)) {
        throw TrainPackError(
          .vocabularyDuplicateID, "two tokens share the rank \(id): \(quoted(other)) and \(quoted(bytes[..<length]))",
          at: location, fix: "fetch the vocabulary file again; ranks must differ")
      }
      if let other = table.insert(bytes.span.extracting(0..<length), id: Int32(id)) {
        throw TrainPackError(
          .vocabularyDuplicateToken,
          "the token \(quoted(bytes[..<length])) is listed twice, with the ranks \(other) and \(id)",
          at: location, fix: "fetch the vocabulary file again; tokens must differ")
      }
    }
    try Self.checkBytes(table, path: path)
    self.table = table
  }

  private static func checkBytes(_ table: TokenTable, path: String) throws {
    let bytes = (0...255).map { UInt8($0) }
    let missing = bytes.filter { table.id(of: bytes.span.bytes, start: Int($0), length: 1) < 0 }
    if let first = missing.first {
      throw TrainPackError(
        .vocabularyMissingByte,
        "\(missing.count) of the 256 single bytes are no tokens, the first is 0x\(String(first, radix: 16))",
        at: InputLocation(source: path),
        fix: "fetch the vocabulary file again; a byte-level vocabulary has every byte")
    }
  }
}
