import Diagnostics

/// Checks the rows of one shard, one after another, and counts what they hold.
struct RowsCheck {
  private let manifest: Manifest
  private let place: InputLocation
  private let scanner: PackedRowScanner
  private var textReader: TextRowReader
  private var row = PackedRow()
  private(set) var counts = RowCounts()
  /// Whether all rows so far were sound, so that the lines of `segments.jsonl` can be told to rows.
  private var isInStep = true

  init(manifest: Manifest, place: InputLocation) {
    self.manifest = manifest
    self.place = place
    scanner = PackedRowScanner(schema: manifest.rowSchema)
    textReader = TextRowReader(schema: manifest.rowSchema)
  }

  /// Checks a line.
  ///
  /// - Returns: The row's examples; `nil` where it or a row before it breaks a rule.
  mutating func check(_ line: Span<UInt8>, _ findings: inout VerificationFindings) -> SoundRow? {
    defer { counts.rows += 1 }
    let place = InputLocation(source: place.source, line: counts.rows + 1)
    let sound = manifest.rowSchema.holdsText ? checkText(line, place, &findings) : checkTokens(line, place, &findings)
    if sound == nil { isInStep = false }
    return isInStep ? sound : nil
  }

  private mutating func checkTokens(
    _ line: Span<UInt8>, _ place: InputLocation, _ findings: inout VerificationFindings
  ) -> SoundRow? {
    if let offset = scanner.scan(line, into: &row) {
      findings.add(.verifyRow, "a row is not as an export writes it from its byte \(offset) on", at: place)
      return nil
    }
    counts.segments += row.sequenceLengths.count
    counts.tokens += row.inputIDs.count
    counts.lossTokens += row.labels.reduce(0) { $1 == RowSchema.ignoreIndex ? $0 : $0 + 1 }
    let violation = row.violation(
      of: manifest.rowSchema, contextLength: manifest.contextLength, vocabularySize: manifest.vocabularySize)
    if let violation {
      findings.add(.verifyRow, "a row breaks a rule: \(violation)", at: place)
      return nil
    }
    var start = 0
    let examples = zip(row.sequenceLengths, row.lossTokenCounts).map { length, lossTokenCount in
      defer { start += Int(length) }
      return SoundExample.tokens(start..<start + Int(length), lossTokenCount: lossTokenCount)
    }
    return SoundRow(index: counts.rows, examples: examples)
  }

  private mutating func checkText(
    _ line: Span<UInt8>, _ place: InputLocation, _ findings: inout VerificationFindings
  ) -> SoundRow? {
    counts.segments += 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(line.count)
    for index in line.indices { bytes.append(line[index]) }
    guard let (content, tools) = textReader.read(bytes) else {
      findings.add(.verifyRow, "a row is not as an export writes it", at: place)
      return nil
    }
    if let violation = content.violation {
      findings.add(.verifyRow, "a row breaks a rule: \(violation)", at: place)
      return nil
    }
    return SoundRow(index: counts.rows, examples: [.text(content, tools: tools)])
  }

  /// Counts the tokens of an example whose row does not show them.
  mutating func count(tokens: Int, lossTokens: Int) {
    counts.tokens = counts.tokens.addingClamped(tokens)
    counts.lossTokens = counts.lossTokens.addingClamped(lossTokens)
  }

  /// The sum of an example of the row that was checked last and found sound.
  func contentSum(of example: SoundExample, source: SegmentSource, tokenCount: Int, lossTokenCount: Int) -> SHA256Sum {
    switch example {
    case .tokens(let range, _): row.segment(range, source: source).contentSum
    case .text(let content, let tools):
      TextRow(content, tools: tools, tokenCount: tokenCount, lossTokenCount: lossTokenCount, source: source).contentSum
    }
  }
}

/// A row that keeps the rules of its schema.
struct SoundRow {
  /// The row's place in its shard.
  var index: Int
  var examples: [SoundExample]
}

/// An example in a sound row.
enum SoundExample {
  /// A range of the row's tokens, so many of them trained.
  case tokens(Range<Int>, lossTokenCount: Int)
  /// A row's text: how many tokens it has is only said by `segments.jsonl`.
  case text(TextRow.Content, tools: [UInt8]?)
}
