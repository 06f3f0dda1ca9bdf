import ContextFitting
import Diagnostics
import Prompting
import ShardExport

/// What became of one record on its way to the shards.
struct ExportedRecord: Sendable {
  /// Where the record stands.
  var location: InputLocation
  /// The tokens and loss ranges; `nil` when the record is dropped.
  var segment: PackedSegment?
  /// The record's line in the ledger; `nil` when it is exported untouched.
  var ledgerEntry: FitLedgerEntry?
  /// Why the record is dropped; `nil` when it is not.
  var dropReason: FitReason?

  var wasTrimmed: Bool { segment != nil && ledgerEntry != nil }
}

/// The examples of an export, in input order.
struct ExampleStore {
  private(set) var segments: [PackedSegment] = []
  private(set) var lengths: [Int32] = []

  mutating func append(_ segment: PackedSegment) {
    segments.append(segment)
    lengths.append(Int32(clamping: segment.tokens.count))
  }
}
