import Diagnostics

/// One record as it lies in its file: raw bytes and place, not yet parsed.
public struct Record: Sendable {
  /// What ends a record's line.
  public enum LineBreak: Sendable, Hashable {
    case lineFeed
    case carriageReturnLineFeed
    /// The last line of a file may end with the file.
    case endOfFile

    public var utf8: [UInt8] {
      switch self {
      case .lineFeed: [0x0A]
      case .carriageReturnLineFeed: [0x0D, 0x0A]
      case .endOfFile: []
      }
    }
  }

  /// The bytes of the whole batch, in which the record lies; batches share one array among their records.
  public let batchBytes: [UInt8]
  /// The record in `batchBytes`, without its line break.
  public let range: Range<Int>
  public let lineBreak: LineBreak
  /// Source, line (from 1) and byte offset in the unpacked source.
  public let location: InputLocation
  /// The record's number in its source, from 0; blank lines do not count.
  public let index: Int
  /// Why the record cannot be used at all: it is longer than the limit, and `bytes` hold only its beginning.
  public let problem: TrainPackError?

  /// The record's raw bytes, without its line break.
  public var bytes: ArraySlice<UInt8> { batchBytes[range] }
}

/// A run of records, read together so that they can be parsed on another worker.
public struct RecordBatch: Sendable {
  /// The batch's number in its source, from 0.
  public let index: Int
  public let records: [Record]
  /// How many bytes the batch took from its source, blank lines included.
  public let byteCount: Int
}
