import Diagnostics

/// What a line of a rank file may hold, and what is said of one that holds something else.
struct RankLineCheck {
  /// Ranks up to here are taken from any file.
  private static let smallestBound = 65_536

  let path: String
  /// The length of the file.
  let byteCount: Int
  let limits: Limits

  /// Reads a line, as `RankLines.read` does, and checks it by itself.
  ///
  /// - Parameter lines: The walk that returned the line last.
  /// - Throws: `limits.exceeded`, `vocabulary.corrupt-ranks`.
  func read(
    _ line: Range<Int>, of text: Span<UInt8>, _ lines: RankLines, into tokens: inout [UInt8], at start: Int
  ) throws -> (rank: Int, tokenLength: Int) {
    guard let (rank, tokenLength) = lines.read(line, of: text, into: &tokens, at: start) else {
      throw TrainPackError(
        .vocabularyCorruptRanks,
        "not a token in base64, a space and a rank: \(quoted(lines.excerpt(line, of: text)))",
        at: location(lines.number), fix: "fetch the vocabulary file again and compare its sha256 with the publisher's")
    }
    try check(rank: rank, tokenLength: tokenLength, line: lines.number)
    return (rank, tokenLength)
  }

  private func check(rank: Int, tokenLength: Int, line: Int) throws {
    guard rank < limits.maximumVocabularyTokens else {
      throw TrainPackError.limitExceeded(
        "ids in the vocabulary", value: limits.maximumVocabularyTokens, met: rank, flag: nil, at: location(line))
    }
    // Memory is kept for each id, so a small file cannot ask for that of millions.
    guard rank < max(byteCount, Self.smallestBound) else {
      throw TrainPackError(
        .vocabularyCorruptRanks,
        "the rank \(rank) lies far beyond the tokens that a file of \(byteCount) bytes can list", at: location(line),
        fix: "fetch the vocabulary file again and compare its sha256 with the publisher's")
    }
    guard tokenLength <= limits.maximumTokenBytes else {
      throw TrainPackError.limitExceeded(
        "bytes in one token", value: limits.maximumTokenBytes, met: tokenLength, flag: nil, at: location(line))
    }
  }

  func duplicateRank(_ rank: Int32, _ other: [UInt8], _ token: Span<UInt8>, line: Int) -> TrainPackError {
    TrainPackError(
      .vocabularyDuplicateID, "two tokens share the rank \(rank): \(quoted(other)) and \(quoted(bytes(of: token)))",
      at: location(line), fix: "fetch the vocabulary file again; ranks must differ")
  }

  func duplicateToken(_ token: Span<UInt8>, _ first: Int32, _ second: Int32, line: Int) -> TrainPackError {
    TrainPackError(
      .vocabularyDuplicateToken,
      "the token \(quoted(bytes(of: token))) is listed twice, with the ranks \(first) and \(second)",
      at: location(line), fix: "fetch the vocabulary file again; tokens must differ")
  }

  private func location(_ line: Int) -> InputLocation { InputLocation(source: path, line: line) }

  private func bytes(of token: Span<UInt8>) -> [UInt8] { token.indices.map { token[$0] } }
}
