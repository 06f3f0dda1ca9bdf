import ContextFitting
import Diagnostics
import ShardExport

/// What became of one record on its way to the shards. It never changes, and goes from hand to hand as a reference.
final class ExportedRecord: Sendable {
  /// What is exported of a record.
  enum Example: Sendable {
    /// A segment, and the size of its numbers in a row; see `PackedRowSize.byteCount(of:)`.
    case tokens(PackedSegment, byteCount: Int)
    case text(TextRow)
  }

  /// Where the record stands.
  let location: InputLocation
  /// Empty when the record is dropped; several when it was divided.
  let examples: [Example]
  /// The record's category, where the splits are stratified by one; `nil` also for a record without the field.
  let category: [UInt8]?
  /// What its repeats are told by, where there are splits.
  let repeatMarks: RepeatMarks
  /// What the record says of its source, its author and its subject.
  let labels: [FieldLabel]
  /// What the rows leave out of the record.
  let omissions: RowOmissions
  /// The record's line in the ledger; `nil` when it is exported untouched.
  let ledgerEntry: FitLedgerEntry?
  /// Which texts that the policy names the record has.
  let namesMet: NamesMet
  /// Why the record is dropped; `nil` when it is not.
  let dropReason: FitReason?
  /// Whether the record has answers, and takes each of them out of the loss.
  let takesAnswersOutOfLoss: Bool

  init(
    location: InputLocation, examples: [Example], category: [UInt8]?, repeatMarks: RepeatMarks, labels: [FieldLabel],
    omissions: RowOmissions, ledgerEntry: FitLedgerEntry?, namesMet: NamesMet, dropReason: FitReason?,
    takesAnswersOutOfLoss: Bool
  ) {
    self.location = location
    self.examples = examples
    self.category = category
    self.repeatMarks = repeatMarks
    self.labels = labels
    self.omissions = omissions
    self.ledgerEntry = ledgerEntry
    self.namesMet = namesMet
    self.dropReason = dropReason
    self.takesAnswersOutOfLoss = takesAnswersOutOfLoss
  }

  var wasTrimmed: Bool { !examples.isEmpty && ledgerEntry != nil }
}

extension ExportedRecord.Example {
  var source: SegmentSource {
    switch self {
    case .tokens(let segment, _): segment.source
    case .text(let row): row.source
    }
  }

  var tokenCount: Int {
    switch self {
    case .tokens(let segment, _): segment.tokens.count
    case .text(let row): row.tokenCount
    }
  }

  var contentSum: SHA256Sum {
    switch self {
    case .tokens(let segment, _): segment.contentSum
    case .text(let row): row.contentSum
    }
  }
}

/// The examples of an export, in input order: tokens in memory, rows of text in a file.
struct ExampleStore {
  private enum Example {
    case tokens(PackedSegment)
    case text(KeptRow)
  }

  private var examples: [Example] = []
  private var lengths: [Int32] = []
  /// The sizes of segments of tokens in a row, in bytes.
  private var byteCounts: [Int] = []
  private var categories: [[UInt8]?] = []
  private var repeatMarks: [RepeatMarks] = []
  private var fields = FieldTally()
  private let writer: ExportWriter
  private let rowSize: PackedRowSize
  private let isDivided: Bool
  private let isStratified: Bool

  init(writer: ExportWriter, rowSize: PackedRowSize, splitting: Splitting) {
    self.writer = writer
    self.rowSize = rowSize
    isDivided = splitting != .none
    isStratified = splitting.categoryField != nil
  }

  var count: Int { examples.count }

  mutating func append(_ example: ExportedRecord.Example, of record: ExportedRecord) throws {
    lengths.append(Int32(clamping: example.tokenCount))
    if isStratified { categories.append(record.category) }
    if isDivided { repeatMarks.append(record.repeatMarks) }
    fields.add(record.labels)
    switch example {
    case .tokens(let segment, let byteCount):
      examples.append(.tokens(segment))
      byteCounts.append(byteCount)
    case .text(let row): examples.append(.text(try writer.keep(row)))
    }
  }

  /// What dividing the examples into splits takes; nothing where they are not divided.
  var entries: [SplitPlan.Entry] {
    repeatMarks.indices.map { index in
      let source = source(of: index)
      return SplitPlan.Entry(
        recordSum: source.recordSum, marks: repeatMarks[index], category: isStratified ? categories[index] : nil,
        source: source.file)
    }
  }

  /// What the records say of their sources, authors and subjects.
  func fieldTables(_ splits: SplitPlan) -> [FieldTable] { fields.tables(splits.members) }

  /// Where an example's record stands.
  func place(of index: Int) -> InputLocation {
    let source = source(of: index)
    return InputLocation(source: source.file, line: source.line, recordID: source.recordID)
  }

  private func source(of index: Int) -> SegmentSource {
    switch examples[index] {
    case .tokens(let segment): segment.source
    case .text(let row): row.source
    }
  }

  /// The lengths of some examples, in tokens.
  func lengths(of members: [Int]) -> [Int32] {
    members.count == lengths.count ? lengths : members.map { lengths[$0] }
  }

  /// Writes a row.
  ///
  /// - Parameter row: The examples that it holds.
  func write(_ row: some Collection<Int>, to split: String) throws {
    switch self.row(of: row) {
    case .tokens(let segments): try writer.append(row: segments, to: split)
    case .text(let row): try writer.append(row, to: split)
    }
  }

  /// The size of the JSON line of a row, in bytes. After the first, no example can be added.
  func lineByteCount(of row: some Collection<Int>) throws -> Int {
    if let first = row.first, case .text(let row) = examples[first] { return try writer.lineByteCount(of: row) }
    return rowSize.lineByteCount(ofSegments: row.lazy.map { byteCounts[$0] })
  }

  private enum Row {
    case tokens([PackedSegment])
    /// The only example of a row.
    case text(KeptRow)
  }

  private func row(of members: some Collection<Int>) -> Row {
    var segments: [PackedSegment] = []
    for index in members {
      switch examples[index] {
      case .tokens(let segment): segments.append(segment)
      case .text(let row): return .text(row)
      }
    }
    return .tokens(segments)
  }
}
