import Diagnostics

/// What a verifier hands on of an export while it reads it, so that no file is read twice.
public struct ExportReader {
  /// Given each line of the ledger, without its line feed, with its place. A `TrainPackError` that it throws says what is
  /// wrong with the line, and becomes a finding.
  public var ledgerLine: ((_ line: [UInt8], _ place: InputLocation) throws -> Void)?
  /// Given each example in the order of the shards, as long as rows and `segments.jsonl` are sound.
  public var example: ((_ example: ExportedExample) throws -> Void)?

  public init(
    ledgerLine: ((_ line: [UInt8], _ place: InputLocation) throws -> Void)? = nil,
    example: ((_ example: ExportedExample) throws -> Void)? = nil
  ) {
    self.ledgerLine = ledgerLine
    self.example = example
  }
}

/// An example of an export, as it was read back.
public struct ExportedExample: Hashable, Sendable {
  /// The split that it is in.
  public var split: String
  /// Its place in its row, counted from 0.
  public var indexInRow: Int
  public var source: SegmentSource
  public var tokenCount: Int
  public var lossTokenCount: Int
  /// The sum of what it holds, as `PackedSegment.contentSum` and `TextRow.contentSum` give it.
  public var contentSum: SHA256Sum
}
