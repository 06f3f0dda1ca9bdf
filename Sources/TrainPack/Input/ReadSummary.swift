import Diagnostics
import Records
import ShardExport

/// What a pass over the input came to.
public struct ReadSummary: Hashable, Sendable {
  /// One input, in the order given.
  public struct File: Hashable, Sendable {
    /// As the user named it, or `standard input`.
    public var name: String
    /// Where it was read; `-` for standard input, and the archive for its member.
    public var path: String
    /// The records met in it, rejected ones included.
    public var recordCount: Int
    /// For what cannot be read twice, as standard input: the sum of its records, each with a line feed.
    public var streamSum: SHA256Sum?
    /// The size and sum of what was read, packed as it lies there: of a member of an archive always, of a file where it was
    /// asked for.
    var digest: FileDigest?
    /// What stands around the records.
    public var frame: RecordFrame?
  }

  public var files: [File] = []
  /// The formats of the records, by name, in the order in which they were met.
  public var formatNames: [String] = []
  /// The layouts of the records that have one, in the order in which they were met.
  public var layouts: [RecordLayoutIdentity] = []
  /// The fields of the first records that nobody reads, in the order in which they were met.
  public var unusedFields: [String] = []
  /// What was seen about the inputs and their records that is no error.
  public var notes = RecordNoteTally()
  /// Records set aside because they could not be read.
  public var rejectedCount = 0
  /// Where the first of them stand, in input order.
  public var rejectedPlaces: [InputLocation] = []
  /// Where the rejected records are; `nil` when there are none.
  public var rejectsPath: String?

  /// All records met, rejected ones included.
  public var recordCount: Int { files.reduce(0) { $0 + $1.recordCount } }

  /// Whether there were records, and every one of them was set aside.
  public var isEmptied: Bool { rejectedCount > 0 && rejectedCount == recordCount }

  /// What was noted, a finding for each code.
  public var noteFindings: [Finding] { notes.findings(recordCount: recordCount) }
}
