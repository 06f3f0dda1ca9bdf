import Archives
import ContextFitting
import Diagnostics
import Records
import ShardExport
import StrictJSON

/// What comparing an export with its sources found.
public struct SourceComparisonResult: Hashable, Sendable {
  public var recordCount = 0
  /// Records in the shards, with the bytes that the source has.
  public var exportedCount = 0
  /// Records that the ledger says were dropped.
  public var droppedCount = 0
  /// Cuts of the ledger that the source's text reproduces.
  public var reproducedCutCount = 0
  public var findings: [Finding] = []
}

/// Holds an export against the files it was made from: every record is exported, dropped or was rejected, exactly once,
/// and every cut of the ledger is found in its record.
struct SourceComparison {
  /// A record by its place: the source's name and the line.
  private struct Place: Hashable {
    var source: String
    var line: Int
  }

  let directory: String
  let manifest: Manifest
  let sources: [String]
  let work: WorkPlan

  func run() throws -> SourceComparisonResult {
    let names = manifest.description.inputs.map(\.name)
    guard names.count == sources.count else {
      throw TrainPackError(
        .verifySourceCount, "the export was made from \(names.count) inputs, and \(sources.count) are named",
        details: names.map { "input: \($0)" }, fix: "name the inputs after --source, in this order")
    }
    var exported = try exportedSums()
    var ledger = try ledgerEntries()
    var result = SourceComparisonResult()
    var unaccounted: [InputLocation] = []
    var changed: [InputLocation] = []
    for (name, path) in zip(names, sources) {
      let reader = RecordReader(try ByteSource.open(path))
      while let batch = try reader.nextBatch() {
        try Interruption.check()
        for record in batch.records {
          result.recordCount += 1
          let place = Place(source: name, line: record.location.line ?? 0)
          let entry = ledger.removeValue(forKey: place)
          if let sum = exported.removeValue(forKey: place) {
            if sum == SHA256Sum(of: Array(record.bytes)) {
              result.exportedCount += 1
            } else {
              changed.append(record.location)
            }
            if let entry { try reproduce(entry, on: record, &result, &changed) }
          } else if entry != nil {
            result.droppedCount += 1
          } else {
            unaccounted.append(record.location)
          }
        }
        work.progress(WorkProgress(stage: "comparing", fraction: nil, recordCount: result.recordCount))
      }
    }
    addFindings(to: &result, unaccounted: unaccounted, changed: changed, left: exported.count + ledger.count)
    return result
  }

  private func addFindings(
    to result: inout SourceComparisonResult, unaccounted: [InputLocation], changed: [InputLocation], left: Int
  ) {
    if unaccounted.count != manifest.description.counts.rejected {
      result.findings.append(
        Finding(
          .verifySource, .error,
          "\(unaccounted.count) records of the source are neither exported nor dropped, and "
            + "\(manifest.description.counts.rejected) were rejected",
          count: unaccounted.count, places: Array(unaccounted.prefix(5)),
          fix: "name the very files that were exported, or export again"))
    }
    if !changed.isEmpty {
      result.findings.append(
        Finding(
          .verifySource, .error, "\(changed.count) records are not what they were when they were exported",
          count: changed.count, places: Array(changed.prefix(5)),
          fix: "name the very files that were exported, or export again"))
    }
    if left > 0 {
      result.findings.append(
        Finding(
          .verifySource, .error, "\(left) records of the export are not in the source", count: left,
          fix: "name the very files that were exported, or export again"))
    }
  }

  private func reproduce(
    _ entry: FitLedgerEntry, on record: Record, _ result: inout SourceComparisonResult, _ changed: inout [InputLocation]
  ) throws {
    guard case .trimmed(_, _, let cut) = entry.action else { return }
    let document = try JSONReader().read(record.batchBytes, in: record.range, at: record.location)
    let text = document.value(at: try JSONPointer(cut.field))?.utf8
    if let text, (try? cut.replay(on: Array(text))) != nil {
      result.reproducedCutCount += 1
    } else {
      changed.append(record.location)
    }
  }

  private func exportedSums() throws -> [Place: SHA256Sum] {
    var sums: [Place: SHA256Sum] = [:]
    try forEachLine(of: "segments.jsonl") { line, _ in
      if let source = line["source"]?.string, let number = line["line"]?.int,
        let sum = line["record_sha256"]?.string.flatMap({ SHA256Sum(hexadecimal: $0) })
      {
        sums[Place(source: source, line: number)] = sum
      }
    }
    return sums
  }

  private func ledgerEntries() throws -> [Place: FitLedgerEntry] {
    var entries: [Place: FitLedgerEntry] = [:]
    try forEachLine(of: "fit-ledger.jsonl") { line, bytes in
      let entry = try FitLedgerEntry(parsing: bytes, at: line.location)
      entries[Place(source: entry.source, line: entry.line ?? 0)] = entry
    }
    return entries
  }

  private func forEachLine(of name: String, _ body: (JSONValue, [UInt8]) throws -> Void) throws {
    let path = directory + "/" + name
    guard FileSize.bytes(of: path) != 0 else { return }
    let reader = RecordReader(try ByteSource.open(path))
    let json = JSONReader()
    while let batch = try reader.nextBatch() {
      for record in batch.records {
        let document = try json.read(record.batchBytes, in: record.range, at: record.location)
        try body(document.root, Array(record.bytes))
      }
    }
  }
}
