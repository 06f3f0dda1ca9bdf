import Diagnostics
import Records
import StrictJSON

/// One pass over all records as JSON documents, whatever their format.
struct DocumentPass {
  let input: DatasetInput
  let work: WorkPlan

  func run<Worker, Output: Sendable>(
    makeWorker: @escaping @Sendable () -> Worker,
    transform: @escaping @Sendable (Worker, JSONDocument) throws -> Output, consume: (Output) throws -> Void
  ) throws -> ReadSummary {
    let limits = input.limits
    return try BatchPass(input: input, work: work).run(
      begin: { _ in }, makeWorker: { (JSONReader(limits: limits), makeWorker()) },
      transform: { pair, _, record in
        let (reader, worker) = pair
        return try transform(worker, reader.readDocument(record))
      }, consume: consume)
  }
}
