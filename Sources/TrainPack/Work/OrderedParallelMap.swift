import Dispatch
import Synchronization

/// Maps a serial source over several workers and hands the results back in the source's order.
///
/// Each worker has state of its own (parsers, caches), made once and never shared, so that nothing is locked on the
/// way and the output cannot depend on how many workers there were.
struct OrderedParallelMap<Input: Sendable, Output: Sendable, Worker> {
  /// How many workers run at a time.
  let jobs: Int
  /// Makes one worker's state.
  let makeWorker: @Sendable () -> Worker
  /// The work on one input.
  let transform: @Sendable (Worker, Input) throws -> Output

  /// Reads `source` until it gives `nil`, transforms what it gave, and consumes the results in order.
  ///
  /// - Throws: The first error in input order, whichever worker met it; then nothing more is consumed.
  func run(source: () throws -> Input?, consume: (Output) throws -> Void) throws {
    let pool = WorkerPool(count: jobs, makeWorker: makeWorker)
    if jobs == 1 {
      while let input = try source() {
        try consume(pool.withWorker { try transform($0, input) })
      }
      return
    }
    var isAtEnd = false
    while !isAtEnd {
      var inputs: [Input] = []
      var sourceError: (any Error)?
      do {
        while inputs.count < jobs * 4 {
          guard let input = try source() else {
            isAtEnd = true
            break
          }
          inputs.append(input)
        }
      } catch {
        sourceError = error
        isAtEnd = true
      }
      for result in transformAll(inputs, with: pool) { try consume(result.get()) }
      if let sourceError { throw sourceError }
    }
  }

  private func transformAll(_ inputs: [Input], with pool: WorkerPool<Worker>) -> [Result<Output, any Error>] {
    let results = Mutex([Result<Output, any Error>?](repeating: nil, count: inputs.count))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      pool.withWorker { worker in
        while true {
          let index = next.add(1, ordering: .relaxed).oldValue
          if index >= inputs.count { return }
          let result = Result { try transform(worker, inputs[index]) }
          results.withLock { $0[index] = result }
        }
      }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}

/// The workers that are not busy.
///
/// `@unchecked Sendable`: a worker is taken out of the list, under the lock, before it is used and put back after, so
/// no two threads ever hold the same one.
final class WorkerPool<Worker>: @unchecked Sendable {
  private var idle: [Worker]
  private let makeWorker: @Sendable () -> Worker
  private let lock = DispatchSemaphore(value: 1)

  init(count: Int, makeWorker: @escaping @Sendable () -> Worker) {
    idle = []
    idle.reserveCapacity(count)
    self.makeWorker = makeWorker
  }

  func withWorker<Value>(_ body: (Worker) throws -> Value) rethrows -> Value {
    let worker = take()
    defer { put(worker) }
    return try body(worker)
  }

  private func take() -> Worker {
    lock.wait()
    let worker = idle.popLast()
    lock.signal()
    return worker ?? makeWorker()
  }

  private func put(_ worker: Worker) {
    lock.wait()
    idle.append(worker)
    lock.signal()
  }
}
