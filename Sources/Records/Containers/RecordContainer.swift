/// What the records of one source lie in: recognised by the source's first bytes, shared by its records.
public final class RecordContainer: Sendable {
  public enum Kind: Hashable, Sendable {
    /// A JSON object a line.
    case jsonLines
    /// JSON objects one after the other, over as many lines as they take.
    case jsonObjects
    /// The elements of an array, which is the whole text or the member of an object.
    case jsonArray
    /// The members of an object, whose keys name them.
    case jsonObject
    /// The rows of a table of comma-, tab- or semicolon-separated values below a header row.
    case table

    /// The kind as a message names it.
    public var name: String {
      switch self {
      case .jsonLines: "JSON Lines"
      case .jsonObjects: "JSON objects over several lines"
      case .jsonArray: "a JSON array"
      case .jsonObject: "a JSON object of objects"
      case .table: "a table of separated values"
      }
    }
  }

  public let kind: Kind
  /// The source's bytes before what stands before its first record: the opening bracket with all before it, or the header
  /// row with its line break.
  public let opening: [UInt8]
  /// The columns of a table; `nil` for other kinds.
  public let columns: TableColumns?

  init(_ kind: Kind, opening: [UInt8] = [], columns: TableColumns? = nil) {
    self.kind = kind
    self.opening = opening
    self.columns = columns
  }
}

/// What stands around the records of one source, so that records can be written as they were read.
public struct RecordFrame: Hashable, Sendable {
  public let kind: RecordContainer.Kind
  /// As `RecordContainer.opening`.
  public let opening: [UInt8]
  /// What follows the last record: the closing bracket with the white space around it.
  public let closing: [UInt8]
}
