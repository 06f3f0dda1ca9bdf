import Diagnostics
import Records
import ShardExport

/// What a pass over the input came to.
public struct ReadSummary: Hashable, Sendable {
  /// One input, in the order given.
  public struct File: Hashable, Sendable {
    /// As the user named it, or `standard input`.
    public var name: String
    /// Where it was read; `-` for standard input.
    public var path: String
    /// The records met in it, rejected ones included.
    public var recordCount: Int
    /// For what cannot be read twice, as standard input: the sum of its records, each with a line feed.
    public var streamSum: SHA256Sum?
  }

  public var files: [File] = []
  /// The formats of the records, by name, in the order in which they were met.
  public var formatNames: [String] = []
  /// What was seen about the inputs as a whole.
  public var notes: [RecordNote] = []
  /// Records set aside because they could not be read.
  public var rejectedCount = 0
  /// Where the rejected records are; `nil` when there are none.
  public var rejectsPath: String?

  /// All records met, rejected ones included.
  public var recordCount: Int { files.reduce(0) { $0 + $1.recordCount } }
}
