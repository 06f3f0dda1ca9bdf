import Diagnostics

/// The tokens of a tiktoken rank file: each line a token in base64, a space, and its rank, which is its id.
///
/// - Source: `load_tiktoken_bpe` of tiktoken's `load.py`.
struct RankFile {
  let table: TokenTable

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
    let check = RankLineCheck(path: path, byteCount: text.count, limits: limits)
    var batch = Batch()
    while let line = lines.next(in: text) {
      do {
        try batch.read(line, of: text, lines, check, table)
      } catch {
        // What is wrong in the lines before comes first.
        try batch.add(to: &table, check)
        throw error
      }
      if batch.isFull { try batch.add(to: &table, check) }
    }
    try batch.add(to: &table, check)
    try Self.checkBytes(table, path: path)
    self.table = table
  }

  /// Tokens on their way into a table, as their places are asked for before they are used.
  private struct Batch {
    private struct Entry {
      var id: Int32
      var line: Int
      var start: Int
      var length: Int
      var place: TokenTable.Place
    }

    private var bytes: [UInt8] = []
    private var byteCount = 0
    private var entries: [Entry] = []

    var isFull: Bool { entries.count >= 32 }

    /// Takes the token of a line.
    mutating func read(
      _ line: Range<Int>, of text: Span<UInt8>, _ lines: RankLines, _ check: RankLineCheck, _ table: TokenTable
    ) throws {
      let (rank, length) = try check.read(line, of: text, lines, into: &bytes, at: byteCount)
      let place = table.place(of: bytes.span.bytes, start: byteCount, length: length)
      entries.append(Entry(id: Int32(rank), line: lines.number, start: byteCount, length: length, place: place))
      byteCount += length
    }

    /// Puts the tokens into the table, and forgets them.
    mutating func add(to table: inout TokenTable, _ check: RankLineCheck) throws {
      for entry in entries {
        let token = bytes.span.extracting(entry.start..<entry.start &+ entry.length)
        if table.contains(entry.id), let other = table.bytes(of: entry.id) {
          throw check.duplicateRank(entry.id, Array(other), token, line: entry.line)
        }
        if let other = table.insert(token, at: entry.place, id: entry.id) {
          throw check.duplicateToken(token, other, entry.id, line: entry.line)
        }
      }
      entries.removeAll(keepingCapacity: true)
      byteCount = 0
    }
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
