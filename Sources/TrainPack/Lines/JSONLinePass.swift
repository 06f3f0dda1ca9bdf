import Diagnostics
import Records
import StrictJSON

/// One pass over lines, each a JSON value; nothing at all is fine.
struct JSONLinePass {
  /// A file, or `-` for standard input.
  var path = "-"
  let work: WorkPlan

  func run<Worker, Output: Sendable>(
    makeWorker: @escaping @Sendable () -> Worker,
    transform: @escaping @Sendable (Worker, JSONDocument) throws -> Output, consume: (Output) throws -> Void
  ) throws {
    do {
      var input = try DatasetInput(paths: [path])
      input.containers = .lines
      _ = try DocumentPass(input: input, work: work).run(
        makeWorker: makeWorker, transform: transform, consume: consume)
    } catch let error as TrainPackError where error.code == .recordsNoRecords {
      return
    }
  }
}
