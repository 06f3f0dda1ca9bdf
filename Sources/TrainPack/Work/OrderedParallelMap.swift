import Dispatch

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
    let line = WorkLine<Input, Output>(length: jobs * Self.batchesAhead)
    let workers = DispatchGroup()
    for _ in 0..<jobs {
      DispatchQueue.global().async(group: workers) { [transform] in
        pool.withWorker { worker in line.work { input in try transform(worker, input) } }
      }
    }
    defer {
      line.close()
      workers.wait()
    }
    var isAtEnd = false
    var sourceError: (any Error)?
    while true {
      while !isAtEnd, line.hasRoom {
        do {
          if let input = try source() { line.add(input) } else { isAtEnd = true }
        } catch {
          sourceError = error
          isAtEnd = true
        }
      }
      guard let result = line.next() else { break }
      try consume(result.get())
    }
    if let sourceError { throw sourceError }
  }

  /// How many inputs wait or are worked on for each worker, so that none is idle while results are consumed.
  private static var batchesAhead: Int { 4 }
}

/// Inputs on their way through the workers: taken in order, handed back in order, never more than a fixed number of them.
///
/// `@unchecked Sendable`: the places are touched under the lock only.
private final class WorkLine<Input: Sendable, Output: Sendable>: @unchecked Sendable {
  private enum Place {
    case free
    case waiting(Input)
    case taken
    case done(Result<Output, any Error>)
  }

  private let lock = DispatchSemaphore(value: 1)
  /// Counts the inputs that wait, and at the end each worker once more.
  private let waiting = DispatchSemaphore(value: 0)
  /// For each place whether its result is there.
  private let finished: [DispatchSemaphore]
  private var places: [Place]
  private var isClosed = false
  /// The inputs that were added, taken and handed back so far.
  private var added = 0
  private var taken = 0
  private var returned = 0

  init(length: Int) {
    places = [Place](repeating: .free, count: length)
    finished = (0..<length).map { _ in DispatchSemaphore(value: 0) }
  }

  /// Whether one more can be added. Asked, as all but `work`, by one thread.
  var hasRoom: Bool { added - returned < places.count }

  func add(_ input: Input) {
    locked { places[added % places.count] = .waiting(input) }
    added += 1
    waiting.signal()
  }

  /// Waits for the result of the first input that was not handed back; `nil` when none is left.
  func next() -> Result<Output, any Error>? {
    if returned == added { return nil }
    let index = returned % places.count
    finished[index].wait()
    returned += 1
    return locked {
      guard case .done(let result) = places[index] else { return nil }
      places[index] = .free
      return result
    }
  }

  /// Works on inputs until the line is closed.
  func work(_ transform: (Input) throws -> Output) {
    while true {
      waiting.wait()
      let next: (index: Int, input: Input)? = locked {
        if isClosed { return nil }
        let index = taken % places.count
        guard case .waiting(let input) = places[index] else { return nil }
        places[index] = .taken
        taken += 1
        return (index, input)
      }
      guard let (index, input) = next else {
        // The next worker is to see it too.
        waiting.signal()
        return
      }
      let result = Result { try transform(input) }
      locked { places[index] = .done(result) }
      finished[index].signal()
    }
  }

  /// Ends the work: what waits is not begun any more.
  func close() {
    locked { isClosed = true }
    waiting.signal()
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    lock.wait()
    defer { lock.signal() }
    return body()
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
