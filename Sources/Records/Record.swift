import Diagnostics

/// One record as it lies in its source: raw bytes and place, not yet parsed.
///
/// In JSON Lines a record is a line, in an array an element, in an object of objects a member's value, in a table a row.
public struct Record: Sendable {
  /// What ends a record's line.
  public enum LineBreak: Sendable, Hashable {
    case lineFeed
    case carriageReturnLineFeed
    /// The last line of a file may end with the file.
    case endOfFile
    /// The record is a part of a JSON text and has no line of its own.
    case none

    public var utf8: [UInt8] {
      switch self {
      case .lineFeed: [0x0A]
      case .carriageReturnLineFeed: [0x0D, 0x0A]
      case .endOfFile, .none: []
      }
    }
  }

  /// The bytes of the whole batch, in which the record lies, and more than these; a batch shares one array among its
  /// records.
  public let batchBytes: [UInt8]
  /// The record in `batchBytes`, without its line break.
  public let range: Range<Int>
  public let lineBreak: LineBreak
  /// Source, line (from 1), byte offset in the unpacked source, and in a JSON text the column.
  public let location: InputLocation
  /// The record's number in its source, from 0; blank lines do not count.
  public let index: Int
  /// Why the record cannot be used at all: it is longer than the limit, and `bytes` hold only its beginning.
  public let problem: TrainPackError?
  /// What the record lies in; all records of one source share it.
  public let container: RecordContainer
  /// What stands between the record before (or the container's opening) and this one, in `batchBytes`; empty for lines
  /// and rows.
  public let separator: Range<Int>
  /// The key of a member of an object of objects, decoded; `nil` for other records.
  public let key: [UInt8]?

  init(
    batchBytes: [UInt8], range: Range<Int>, lineBreak: LineBreak, location: InputLocation, index: Int,
    problem: TrainPackError?, container: RecordContainer, separator: Range<Int> = 0..<0, key: [UInt8]? = nil
  ) {
    self.batchBytes = batchBytes
    self.range = range
    self.lineBreak = lineBreak
    self.location = location
    self.index = index
    self.problem = problem
    self.container = container
    self.separator = separator
    self.key = key
  }

  /// The record's raw bytes, without its line break.
  public var bytes: ArraySlice<UInt8> { batchBytes[range] }

  /// Where the record begins, with its key where that can name it.
  public var namedLocation: InputLocation {
    if key == nil { return location }
    var named = location
    named.recordID = RecordIdentifier.key(of: self)
    return named
  }
}
