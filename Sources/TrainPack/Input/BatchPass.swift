import Archives
import Diagnostics
import Records
import ShardExport

/// One pass over all records of the input, in order: read serially, worked on in parallel, consumed in order.
struct BatchPass {
  /// Large enough that handing a batch over costs nothing beside the work on it, small enough that few records keep all
  /// workers busy.
  private static let batchByteCount = 1 << 18

  let input: DatasetInput
  let work: WorkPlan

  /// Runs the pass.
  ///
  /// - Parameters:
  ///   - begin: Called for each input with its first batch; what it gives is handed to the work on its records.
  ///   - makeWorker: Makes the state of one worker.
  ///   - transform: The work on one record.
  ///   - setAside: Given each bad record in its place among the results, rather than the rejects file; `nil` to do as the
  ///     input says.
  ///   - consume: Given each result, in input order.
  /// - Throws: The first error in input order. Where bad records are set aside, a `TrainPackError` of `transform` is
  ///   one bad record, and only other errors stop the pass.
  func run<File: Sendable, Worker, Output: Sendable>(
    begin: (RecordBatch) throws -> File, makeWorker: @escaping @Sendable () -> Worker,
    transform: @escaping @Sendable (Worker, File, Record) throws -> Output,
    setAside: ((BadRecord) throws -> Void)? = nil, consume: (Output) throws -> Void
  ) throws -> ReadSummary {
    var summary = ReadSummary()
    let rejects =
      setAside == nil
      ? try input.rejectsPath.map { try RejectsFile(path: $0, overwrite: input.rejectsOverwrite) } : nil
    let total = input.totalByteCount
    var doneBytes = 0
    let opener = InputOpener(limits: input.limits)
    for named in input.sources {
      let opened = try opener.open(named)
      let source = opened.bytes
      let reader = RecordReader(source, named: named.name, containers: input.containers, limits: input.limits)
      var recordCount = 0
      guard let first = try reader.nextBatch(maximumBytes: Self.batchByteCount) else { continue }
      let file = try begin(first)
      let stopsAtBadRecord = rejects == nil && setAside == nil
      let map = OrderedParallelMap<RecordBatch, [Result<Output, BadRecord>], Worker>(
        jobs: work.jobs, makeWorker: makeWorker,
        transform: { worker, batch in
          try Self.results(of: batch, stopsAtBadRecord: stopsAtBadRecord) { try transform(worker, file, $0) }
        })
      var pending: RecordBatch? = first
      var stream = named.isStream ? StreamSum() : nil
      try map.run(
        source: {
          try Interruption.check()
          let batch = try pending ?? reader.nextBatch(maximumBytes: Self.batchByteCount)
          pending = nil
          if let batch { stream?.add(batch) }
          return batch
        },
        consume: { results in
          for result in results {
            recordCount += 1
            switch result {
            case .success(let output): try consume(output)
            case .failure(let bad):
              guard let append = setAside ?? rejects?.append else { throw bad.error }
              try append(bad)
              summary.rejectedCount += 1
            }
          }
          let fraction = total.map { Double(doneBytes + source.packedByteCount) / Double(max($0, 1)) }
          let done = summary.recordCount + recordCount
          work.progress(WorkProgress(stage: "reading", fraction: fraction, recordCount: done))
        })
      doneBytes += source.packedByteCount
      summary.files.append(
        ReadSummary.File(
          name: named.name, path: named.path, recordCount: recordCount, streamSum: stream?.sum,
          memberDigest: opened.memberDigest, frame: reader.frame))
      for note in reader.notes { summary.notes.add(recordNotes: [note]) }
    }
    for place in input.skipped {
      summary.notes.add(recordNotes: [RecordNote(.recordsSkippedFiles, "the file is of another kind", at: place)])
    }
    for place in input.repeated {
      summary.notes.add(recordNotes: [RecordNote(.recordsRepeatedInput, "the file was read before", at: place)])
    }
    summary.rejectedPlaces = rejects?.places ?? []
    if let rejects, try rejects.finish() { summary.rejectsPath = rejects.path }
    return summary
  }

  private static func results<Output>(
    of batch: RecordBatch, stopsAtBadRecord: Bool, _ transform: (Record) throws -> Output
  ) throws -> [Result<Output, BadRecord>] {
    var results: [Result<Output, BadRecord>] = []
    results.reserveCapacity(batch.records.count)
    for record in batch.records {
      do {
        if let problem = record.problem { throw problem }
        results.append(.success(try transform(record)))
      } catch let error as TrainPackError {
        results.append(.failure(BadRecord(error: error, raw: Array(record.bytes), location: record.location)))
        if stopsAtBadRecord { break }
      }
    }
    return results
  }
}

/// The sum of a stream's records, each with a line feed; a table's header row, which says what its cells are, comes first
/// as it stands.
private struct StreamSum {
  private var hasher = SHA256Hasher()

  mutating func add(_ batch: RecordBatch) {
    if batch.index == 0, let table = batch.records.first?.container, table.kind == .table {
      let header = table.opening
      hasher.update(header.span)
    }
    for record in batch.records {
      hasher.update(record.batchBytes.span.extracting(record.range))
      hasher.update([0x0A].span)
    }
  }

  var sum: SHA256Sum { hasher.sum }
}

/// A record that cannot be used, and why.
struct BadRecord: Error {
  var error: TrainPackError
  /// The record's bytes; for one over the size limit only its beginning.
  var raw: [UInt8]
  var location: InputLocation
}
