/// A run of records, read together so that they can be parsed on another worker.
public struct RecordBatch: Sendable {
  /// The batch's number in its source, from 0.
  public let index: Int
  public let records: Records
  /// How many bytes the batch took from its source, what stands between the records included.
  public let byteCount: Int

  /// Gives the batch's memory back to its reader, which fills it again, where nothing else holds it.
  ///
  /// Records and documents of the batch that are still held keep their bytes.
  public func recycle() {
    if case .lines(let batch) = records.contents { batch.recycle() }
  }

  /// The records of a batch. Lines become records when they are asked for: most of them are only read.
  public struct Records: RandomAccessCollection, Sendable {
    enum Contents: Sendable {
      case records([Record])
      case lines(LineBatch)
    }

    let contents: Contents

    public var startIndex: Int { 0 }

    public var endIndex: Int {
      switch contents {
      case .records(let records): records.count
      case .lines(let batch): batch.lines.count
      }
    }

    public subscript(position: Int) -> Record {
      switch contents {
      case .records(let records): records[position]
      case .lines(let batch): batch.record(position)
      }
    }
  }
}
