import Synchronization
import Testing

@testable import TrainPack

@Suite("Ordered parallel map")
struct OrderedParallelMapTests {
  struct Failure: Error, Equatable { var index: Int }

  func map(
    count: Int, jobs: Int, failingAt failures: Set<Int> = [], sourceFailsAt sourceFailure: Int? = nil
  ) -> (consumed: [Int], error: Failure?) {
    var next = 0
    var consumed: [Int] = []
    let map = OrderedParallelMap<Int, Int, Void>(
      jobs: jobs, makeWorker: {},
      transform: { _, value in
        if failures.contains(value) { throw Failure(index: value) }
        return value
      })
    do {
      try map.run(
        source: {
          if next == sourceFailure { throw Failure(index: next) }
          defer { next += 1 }
          return next < count ? next : nil
        }, consume: { consumed.append($0) })
      return (consumed, nil)
    } catch {
      return (consumed, error as? Failure)
    }
  }

  @Test("results come in input order, whatever the number of workers", arguments: [1, 2, 3, 8])
  func order(jobs: Int) {
    #expect(map(count: 1_000, jobs: jobs).consumed == Array(0..<1_000))
    #expect(map(count: 0, jobs: jobs).consumed == [])
  }

  @Test("the first error in input order is thrown, after everything before it", arguments: [1, 2, 8])
  func firstError(jobs: Int) {
    let result = map(count: 100, jobs: jobs, failingAt: [41, 17, 90])
    #expect(result.error == Failure(index: 17))
    #expect(result.consumed == Array(0..<17))
  }

  @Test("an error of the source comes after everything read before it", arguments: [1, 2, 8])
  func sourceError(jobs: Int) {
    let result = map(count: 100, jobs: jobs, sourceFailsAt: 33)
    #expect(result.error == Failure(index: 33))
    #expect(result.consumed == Array(0..<33))
  }

  @Test("the source is asked by one thread at a time, and never far ahead of what was consumed", arguments: [2, 3, 8])
  func readAhead(jobs: Int) throws {
    let asking = Atomic(0)
    let consumedCount = Atomic(0)
    let mostAhead = Mutex(0)
    let map = OrderedParallelMap<Int, Int, Void>(jobs: jobs, makeWorker: {}, transform: { _, value in value })
    var next = 0
    try map.run(
      source: {
        #expect(asking.add(1, ordering: .sequentiallyConsistent).newValue == 1)
        defer { asking.subtract(1, ordering: .sequentiallyConsistent) }
        next += 1
        let ahead = next - consumedCount.load(ordering: .sequentiallyConsistent)
        mostAhead.withLock { $0 = max($0, ahead) }
        return next <= 2_000 ? next : nil
      },
      consume: { value in
        let count = consumedCount.add(1, ordering: .sequentiallyConsistent).newValue
        #expect(value == count)
      })
    #expect(consumedCount.load(ordering: .sequentiallyConsistent) == 2_000)
    #expect(mostAhead.withLock { $0 } <= jobs * 4 + 1)
  }

  @Test("what the consumer throws ends the work", arguments: [1, 2, 8])
  func consumerError(jobs: Int) {
    var next = 0
    var consumed = 0
    let map = OrderedParallelMap<Int, Int, Void>(jobs: jobs, makeWorker: {}, transform: { _, value in value })
    #expect(throws: Failure(index: 5)) {
      try map.run(
        source: {
          next += 1
          return next
        },
        consume: { value in
          consumed += 1
          if value == 5 { throw Failure(index: value) }
        })
    }
    #expect(consumed == 5 && next <= 5 + jobs * 4)
  }

  @Test("workers are made once, also for several runs")
  func workersAreKept() throws {
    let made = Atomic(0)
    let workers = WorkerPool<Int>(count: 3) { made.add(1, ordering: .relaxed).newValue }
    let map = OrderedParallelMap<Int, Int, Int>(jobs: 3, workers: workers, transform: { _, value in value })
    for _ in 0..<20 {
      var next = 0
      var consumed = 0
      try map.run(
        source: {
          next += 1
          return next <= 50 ? next : nil
        }, consume: { consumed += $0 })
      #expect(consumed == 1_275)
    }
    #expect(made.load(ordering: .relaxed) <= 3)
  }
}
