import Dispatch

/// Maps a serial source over several workers and hands the results back in the source's order.
///
/// Each worker has state of its own (parsers, caches), made once and never shared, so that nothing is locked on the
/// way and the output cannot depend on how many workers there were. A worker asks the source itself for its next input:
/// what is read on a processor is worked on there, while it is in that processor's cache. The caller's thread is one of
/// the workers, and it alone consumes.
struct OrderedParallelMap<Input: Sendable, Output: Sendable, Worker> {
  /// How many workers run at a time.
  let jobs: Int
  /// The workers' states.
  let workers: WorkerPool<Worker>
  /// The work on one input.
  let transform: @Sendable (Worker, Input) throws -> Output

  init(jobs: Int, workers: WorkerPool<Worker>, transform: @escaping @Sendable (Worker, Input) throws -> Output) {
    self.jobs = jobs
    self.workers = workers
    self.transform = transform
  }

  /// - Parameter makeWorker: Makes one worker's state.
  init(
    jobs: Int, makeWorker: @escaping @Sendable () -> Worker,
    transform: @escaping @Sendable (Worker, Input) throws -> Output
  ) {
    self.init(jobs: jobs, workers: WorkerPool(count: jobs, makeWorker: makeWorker), transform: transform)
  }

  /// Reads `source` until it gives `nil`, transforms what it gave, and consumes the results in order.
  ///
  /// - Parameters:
  ///   - source: Called by one thread at a time, but not always the same, and while `consume` runs.
  ///   - consume: Called on the caller's thread.
  /// - Throws: The first error in input order, whichever worker met it; then nothing more is consumed.
  func run(source: () throws -> Input?, consume: (Output) throws -> Void) throws {
    if jobs == 1 {
      try workers.withWorker { worker in
        while let input = try source() { try consume(transform(worker, input)) }
      }
      return
    }
    try withoutActuallyEscaping(source) { source in
      let line = WorkLine<Input, Output>(length: jobs * Self.batchesAhead, source: source)
      let helpers = DispatchGroup()
      for _ in 1..<jobs {
        DispatchQueue.global().async(group: helpers) { [workers, transform] in line.work(workers, transform) }
      }
      defer { line.close(helpers, helperCount: jobs - 1) }
      try workers.withWorker { worker in
        while let result = line.next(working: { try transform(worker, $0) }) { try consume(result.get()) }
      }
      if let error = line.sourceError { throw error }
    }
  }

  /// How many inputs wait or are worked on for each worker, so that none is idle while results are consumed.
  private static var batchesAhead: Int { 4 }
}
