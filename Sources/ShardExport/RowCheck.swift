import Diagnostics

/// The rules of a packed row, checked before it is written.
struct RowCheck {
  let contextLength: Int
  let vocabularySize: Int

  /// Returns what the row holds.
  ///
  /// - Throws: `export.row`, `export.untrained-row`, at the record that breaks the rule.
  /// - Complexity: O(*n*) for *n* tokens.
  func counts(of row: [PackedSegment]) throws -> RowCounts {
    guard let first = row.first else {
      throw TrainPackError(.exportRow, "a row has no segment", fix: Self.fix)
    }
    var counts = RowCounts(rows: 1, segments: row.count, tokens: 0, lossTokens: 0)
    for segment in row {
      try check(segment)
      counts.tokens += segment.tokens.count
      counts.lossTokens += segment.lossTokenCount
      guard counts.tokens <= contextLength else {
        throw failure("a row has \(counts.tokens) tokens, more than the context length of \(contextLength)", segment)
      }
    }
    guard counts.lossTokens > 0 else {
      throw TrainPackError(
        .exportUntrainedRow, "a row has no token that is trained", at: first.source.location,
        fix: "drop records without a trained token before packing")
    }
    return counts
  }

  /// Checks a row that holds text.
  ///
  /// - Throws: `export.row`, `export.untrained-row`, at its record.
  func check(_ row: TextRow) throws {
    if let violation = row.content.violation {
      throw TrainPackError(.exportRow, "a row breaks a rule: \(violation)", at: row.source.location, fix: Self.fix)
    }
    guard (1...contextLength).contains(row.tokenCount) else {
      throw TrainPackError(
        .exportRow, "a row has \(row.tokenCount) tokens, which are not 1 to the context length of \(contextLength)",
        at: row.source.location, fix: Self.fix)
    }
    guard (1...row.tokenCount).contains(row.lossTokenCount) else {
      throw TrainPackError(
        .exportUntrainedRow, "a row has \(row.lossTokenCount) trained tokens of \(row.tokenCount)",
        at: row.source.location, fix: "drop records without a trained token before")
    }
  }

  private func check(_ segment: PackedSegment) throws {
    guard !segment.tokens.isEmpty else { throw failure("a segment has no token", segment) }
    // One below zero is above all others here. Without a branch, so that several are looked at a time.
    let largest = segment.tokens.reduce(UInt32(0)) { max($0, UInt32(bitPattern: $1)) }
    guard largest < UInt32(clamping: vocabularySize), largest <= UInt32(Int32.max) else {
      throw failure("a token id is not one of the vocabulary's \(vocabularySize)", segment)
    }
    var position = 0
    for range in segment.lossRanges {
      guard range.lowerBound >= position, !range.isEmpty, range.upperBound <= segment.tokens.count else {
        throw failure("the loss ranges are not ascending, disjoint and inside the segment", segment)
      }
      position = range.upperBound
    }
  }

  private func failure(_ message: String, _ segment: PackedSegment) -> TrainPackError {
    TrainPackError(.exportRow, message, at: segment.source.location, fix: Self.fix)
  }

  private static let fix = "report this: the program that made the row is at fault"
}

extension SegmentSource {
  /// The record's place, for messages.
  var location: InputLocation { InputLocation(source: file, line: line, recordID: recordID) }
}
