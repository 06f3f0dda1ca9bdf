import Dispatch

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
