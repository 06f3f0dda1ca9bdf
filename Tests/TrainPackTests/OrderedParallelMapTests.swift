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
}
