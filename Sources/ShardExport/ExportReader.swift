import Diagnostics

/// What a verifier hands on of an export while it reads it, so that no file is read twice.
public struct ExportReader {
  /// Given each line of the ledger, without its line feed, with its place. A `TrainPackError` that it throws says what is
  /// wrong with the line, and becomes a finding.
  public var ledgerLine: ((_ line: [UInt8], _ place: InputLocation) throws -> Void)?
  /// Given each example in the order of the shards, as long as rows and `segments.jsonl` are sound, with its place in its
  /// row, counted from 0.
  public var segment: ((_ segment: PackedSegment, _ indexInRow: Int) throws -> Void)?

  public init(
    ledgerLine: ((_ line: [UInt8], _ place: InputLocation) throws -> Void)? = nil,
    segment: ((_ segment: PackedSegment, _ indexInRow: Int) throws -> Void)? = nil
  ) {
    self.ledgerLine = ledgerLine
    self.segment = segment
  }
}
