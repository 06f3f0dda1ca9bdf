import Archives
import Diagnostics
import Records
import ShardExport

/// One pass over all records of the input, in order: cut serially, worked on in parallel, consumed in order.
struct BatchPass {
  /// Large enough that handing a batch over costs nothing beside the work on it, small enough that few records keep all
  /// workers busy and that a batch stays in its processor's cache.
  private static let batchByteCount = 1 << 18

  let input: DatasetInput
  let work: WorkPlan
  /// Whether the sums of files are wanted.
  var sumsFiles = false

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
    try run(
      begin: begin, makeWorker: makeWorker,
      transformBatch: { worker, file, batch, badRecords in
        try BatchResults(of: batch, badRecords) { position in
          let record = batch.records[position]
          if let problem = record.problem { throw problem }
          return try transform(worker, file, record)
        }
      }, setAside: setAside, consume: consume)
  }

  /// Runs the pass with work on whole batches.
  ///
  /// - Parameter transformBatch: The work on one batch.
  func run<File: Sendable, Worker, Output: Sendable>(
    begin: (RecordBatch) throws -> File, makeWorker: @escaping @Sendable () -> Worker,
    transformBatch: @escaping @Sendable (Worker, File, RecordBatch, BadRecordPolicy) throws -> BatchResults<Output>,
    setAside: ((BadRecord) throws -> Void)? = nil, consume: (Output) throws -> Void
  ) throws -> ReadSummary {
    var summary = ReadSummary()
    let rejects =
      setAside == nil
      ? try input.rejectsPath.map { try RejectsFile(path: $0, overwrite: input.rejectsOverwrite) } : nil
    let badRecords: BadRecordPolicy = rejects == nil && setAside == nil ? .stop : .setAside
    let total = input.totalByteCount
    var doneBytes = 0
    let opener = InputOpener(limits: input.limits, sumsFiles: sumsFiles)
    let workers = WorkerPool(count: work.jobs, makeWorker: makeWorker)
    for named in input.sources {
      let opened = try opener.open(named)
      let source = opened.bytes
      let reader = RecordReader(source, named: named.name, containers: input.containers, limits: input.limits)
      var recordCount = 0
      guard let first = try reader.nextBatch(maximumBytes: Self.batchByteCount) else { continue }
      let file = try begin(first)
      let map = OrderedParallelMap<Portion, PortionResults<Output>, Worker>(
        jobs: work.jobs, workers: workers,
        transform: { worker, portion in
          defer { portion.batch.recycle() }
          return PortionResults(
            results: try transformBatch(worker, file, portion.batch, badRecords),
            packedByteCount: portion.packedByteCount)
        })
      var pending: RecordBatch? = first
      var stream = named.isStream ? StreamSum() : nil
      try map.run(
        source: {
          try Interruption.check()
          guard let batch = try pending ?? reader.nextBatch(maximumBytes: Self.batchByteCount) else { return nil }
          pending = nil
          stream?.add(batch)
          return Portion(batch: batch, packedByteCount: source.packedByteCount)
        },
        consume: { portion in
          recordCount += portion.results.recordCount
          try portion.results.forEach(consume) { bad in
            guard let append = setAside ?? rejects?.append else { throw bad.error }
            try append(bad)
            summary.rejectedCount += 1
          }
          let fraction = total.map { Double(doneBytes + portion.packedByteCount) / Double(max($0, 1)) }
          let done = summary.recordCount + recordCount
          work.progress(WorkProgress(stage: "reading", fraction: fraction, recordCount: done))
        })
      doneBytes += source.packedByteCount
      summary.files.append(
        ReadSummary.File(
          name: named.name, path: named.path, recordCount: recordCount, streamSum: stream?.sum,
          digest: try opened.digest(), frame: reader.frame))
      for note in reader.notes { summary.notes.add(recordNotes: [note]) }
    }
    for place in input.skipped {
      summary.notes.add(recordNotes: [RecordNote(.recordsSkippedFiles, "the file is of another kind", at: place)])
    }
    for place in input.repeated {
      summary.notes.add(recordNotes: [RecordNote(.recordsRepeatedInput, "the file was read before", at: place)])
    }
    summary.rejectedPlaces = rejects?.tally.places ?? []
    if let rejects, try rejects.finish() { summary.rejectsPath = rejects.path }
    return summary
  }
}

/// A batch on its way to a worker.
private struct Portion: Sendable {
  let batch: RecordBatch
  /// How far the input had been read behind it.
  let packedByteCount: Int
}

/// What a worker made of a portion.
private struct PortionResults<Output: Sendable>: Sendable {
  let results: BatchResults<Output>
  let packedByteCount: Int
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
