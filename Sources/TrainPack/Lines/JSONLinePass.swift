import Diagnostics
import Records
import StrictJSON

/// One pass over the lines of standard input, each a JSON value; nothing at all is fine.
struct JSONLinePass {
  let work: WorkPlan

  func run<Worker, Output: Sendable>(
    makeWorker: @escaping @Sendable () -> Worker,
    transform: @escaping @Sendable (Worker, JSONDocument) throws -> Output, consume: (Output) throws -> Void
  ) throws {
    do {
      var input = try DatasetInput(paths: ["-"])
      input.containers = .lines
      _ = try DocumentPass(input: input, work: work).run(
        makeWorker: makeWorker, transform: transform, consume: consume)
    } catch let error as TrainPackError where error.code == .recordsNoRecords {
      return
    }
  }
}
