import Diagnostics
import Records

/// What happens at a bad record.
enum BadRecordPolicy: Sendable {
  /// The pass ends there.
  case stop
  case setAside
}

/// A record that cannot be used, and why.
struct BadRecord: Error {
  var error: TrainPackError
  /// The record's bytes; for one over the size limit only its beginning.
  var raw: [UInt8]
  var location: InputLocation

  init(_ record: Record, error: TrainPackError) {
    self.error = error
    raw = Array(record.bytes)
    location = record.location
  }
}

/// What was made of the records of one batch, in their order: outputs, and between them the few bad records.
struct BatchResults<Output: Sendable>: Sendable {
  /// How many records were looked at.
  private(set) var recordCount = 0
  private var outputs: [Output] = []
  /// Bad records, each with how many outputs come before it.
  private var bad: [(outputCount: Int, record: BadRecord)] = []

  /// Results of which the outputs come before the bad records.
  init(outputs: [Output], bad: [BadRecord], recordCount: Int) {
    self.outputs = outputs
    self.bad = bad.map { (outputs.count, $0) }
    self.recordCount = recordCount
  }

  /// Works on record after record.
  ///
  /// - Parameter transform: Given a record's place in the batch; a `TrainPackError` makes the record a bad one.
  /// - Throws: Other errors of `transform`.
  init(of batch: RecordBatch, _ policy: BadRecordPolicy, _ transform: (Int) throws -> Output) throws {
    outputs.reserveCapacity(batch.records.count)
    for position in batch.records.indices {
      recordCount += 1
      do {
        outputs.append(try transform(position))
      } catch let error as TrainPackError {
        bad.append((outputs.count, BadRecord(batch.records[position], error: error)))
        if policy == .stop { break }
      }
    }
  }

  /// Gives out all results in the order of their records.
  func forEach(_ consume: (Output) throws -> Void, bad setAside: (BadRecord) throws -> Void) rethrows {
    var next = 0
    for (outputCount, record) in bad {
      while next < outputCount {
        try consume(outputs[next])
        next += 1
      }
      try setAside(record)
    }
    while next < outputs.count {
      try consume(outputs[next])
      next += 1
    }
  }
}
