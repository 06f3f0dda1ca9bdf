import Dispatch
import Synchronization

/// Inputs on their way through the workers: taken from the source in order, handed back in order, never more than a fixed
/// number of them.
///
/// `@unchecked Sendable`: `source`, `addedCount` and `isAtEnd` are touched by who holds `reading`; a place by the worker
/// that took its input, until it says that it is finished; the rest by the consuming thread alone.
final class WorkLine<Input: Sendable, Output: Sendable>: @unchecked Sendable {
  private final class Place {
    let isFinished = DispatchSemaphore(value: 0)
    var result: Result<Output, any Error>?
  }

  /// To ask without waiting. `.now()` is a time like any other: who asks by it sleeps until the clock's next tick.
  private static var atOnce: DispatchTime { DispatchTime(uptimeNanoseconds: 0) }

  private var source: (() throws -> Input?)?
  private let places: [Place]
  /// Held by the one who asks the source.
  private let reading = DispatchSemaphore(value: 1)
  /// Counts the inputs that may still be taken.
  private let room: DispatchSemaphore
  private let isClosed = Atomic(false)
  private var addedCount = 0
  private var isAtEnd = false
  /// What the source threw in place of an input.
  private(set) var sourceError: (any Error)?
  /// How many results were handed back.
  private var returnedCount = 0

  init(length: Int, source: @escaping () throws -> Input?) {
    self.source = source
    places = (0..<length).map { _ in Place() }
    // A semaphore must not be let go below the value that it began with.
    room = DispatchSemaphore(value: 0)
    for _ in 0..<length { room.signal() }
  }

  /// The next result in order; `nil` after the last one. The consuming thread works while it would wait.
  func next(working transform: (Input) throws -> Output) -> Result<Output, any Error>? {
    let place = places[returnedCount % places.count]
    while place.isFinished.wait(timeout: Self.atOnce) != .success {
      if room.wait(timeout: Self.atOnce) == .success {
        if takeAndWork(transform) { continue }
        // Nobody adds any more.
        if returnedCount == addedCount { return nil }
      }
      // All places are taken, or it is the end: the next one is being worked on.
      place.isFinished.wait()
      break
    }
    let result = place.result
    place.result = nil
    returnedCount += 1
    room.signal()
    return result
  }

  /// Works on inputs until the end of the source, or until the line is closed. A worker is taken only when there is an
  /// input for it.
  func work<Worker>(_ workers: WorkerPool<Worker>, _ transform: (Worker, Input) throws -> Output) {
    room.wait()
    guard let first = take() else {
      room.signal()
      return
    }
    workers.withWorker { worker in
      finish(first) { try transform(worker, $0) }
      repeat { room.wait() } while takeAndWork { try transform(worker, $0) }
    }
  }

  /// Works on the next input.
  ///
  /// - Returns: Whether there was one; at the end the room that it took stays free for the others to see the end too.
  private func takeAndWork(_ transform: (Input) throws -> Output) -> Bool {
    guard let next = take() else {
      room.signal()
      return false
    }
    finish(next, transform)
    return true
  }

  private func finish(_ taken: (place: Place, input: Input), _ transform: (Input) throws -> Output) {
    taken.place.result = Result { try transform(taken.input) }
    taken.place.isFinished.signal()
  }

  private func take() -> (Place, Input)? {
    reading.wait()
    defer { reading.signal() }
    if isAtEnd || isClosed.load(ordering: .acquiring) { return nil }
    do {
      if let input = try source?() {
        defer { addedCount += 1 }
        return (places[addedCount % places.count], input)
      }
    } catch {
      sourceError = error
    }
    isAtEnd = true
    return nil
  }

  /// Ends the work: nothing more is asked of the source, which is let go when the helpers have ended.
  func close(_ helpers: DispatchGroup, helperCount: Int) {
    isClosed.store(true, ordering: .releasing)
    for _ in 0..<helperCount { room.signal() }
    helpers.wait()
    source = nil
  }
}
