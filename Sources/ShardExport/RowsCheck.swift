import Diagnostics

/// Checks the rows of one shard, one after another, and counts what they hold.
struct RowsCheck {
  private let manifest: Manifest
  private let place: InputLocation
  private let scanner: PackedRowScanner
  private var row = PackedRow()
  private(set) var counts = RowCounts()
  /// Whether all rows so far were sound, so that the lines of `segments.jsonl` can be told to rows.
  private var isInStep = true

  init(manifest: Manifest, place: InputLocation) {
    self.manifest = manifest
    self.place = place
    scanner = PackedRowScanner(schema: manifest.rowSchema)
  }

  /// Checks a line.
  ///
  /// - Returns: The row's segments; `nil` where it or a row before it breaks a rule.
  mutating func check(_ line: Span<UInt8>, _ findings: inout VerificationFindings) -> SoundRow? {
    defer { counts.rows += 1 }
    let place = InputLocation(source: place.source, line: counts.rows + 1)
    if let offset = scanner.scan(line, into: &row) {
      findings.add(.verifyRow, "a row is not as an export writes it from its byte \(offset) on", at: place)
      isInStep = false
      return nil
    }
    counts.segments += row.sequenceLengths.count
    counts.tokens += row.inputIDs.count
    counts.lossTokens += row.labels.reduce(0) { $1 == RowSchema.ignoreIndex ? $0 : $0 + 1 }
    let violation = row.violation(
      of: manifest.rowSchema, contextLength: manifest.contextLength, vocabularySize: manifest.vocabularySize)
    if let violation {
      findings.add(.verifyRow, "a row breaks a rule: \(violation)", at: place)
      isInStep = false
      return nil
    }
    guard isInStep else { return nil }
    let lengths = row.sequenceLengths.map(Int.init)
    return SoundRow(index: counts.rows, tokenCounts: lengths, lossTokenCounts: row.lossTokenCounts)
  }

  /// The example in a range of the row that was checked last and found sound.
  func segment(_ range: Range<Int>, source: SegmentSource) -> PackedSegment { row.segment(range, source: source) }
}

/// The lengths of a row's segments, and how many tokens of each are trained.
struct SoundRow {
  /// The row's place in its shard.
  var index: Int
  var tokenCounts: [Int]
  var lossTokenCounts: [Int]
}
