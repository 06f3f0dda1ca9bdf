/// One input: where it is read, and what it is called.
struct InputSource: Hashable, Sendable {
  /// A file in a tar archive.
  struct Member: Hashable, Sendable {
    /// As it stands in the archive.
    var name: [UInt8]
    /// Its number among all members, from 0.
    var index: Int
    /// Its size in the archive.
    var byteCount: Int
  }

  /// The file, or `-` for standard input; the archive for its member.
  var path: String
  /// The member of the archive at `path`; `nil` for a file of its own.
  var member: Member?
  /// What places, segments, the ledger and the manifest call it: the path, `ARCHIVE:MEMBER`, or `standard input`.
  var name: String
  /// Whether it is no file on disk and can be read only once, so that it is described by the sum of its records.
  var isStream: Bool

  init(path: String) {
    self.path = path
    name = path == "-" ? "standard input" : path
    isStream = FileSize.bytes(of: path) == nil
  }

  init(path: String, name: String, isStream: Bool) {
    self.path = path
    self.name = name
    self.isStream = isStream
  }

  init(_ member: Member, ofArchive path: String) {
    self.path = path
    self.member = member
    name = Self.name(of: member, ofArchive: path)
    isStream = false
  }

  /// What the user would call it, whatever an export called it.
  var ownName: String { member.map { Self.name(of: $0, ofArchive: path) } ?? InputSource(path: path).name }

  private static func name(of member: Member, ofArchive path: String) -> String {
    "\(path):\(String(decoding: member.name, as: UTF8.self))"
  }
}
