import Records
import ShardExport

extension Record {
  /// The sum of its bytes as they stand in the file: what `segments.jsonl` and the ledger know it by.
  var sum: SHA256Sum { SHA256Sum(of: batchBytes, in: range) }
}
