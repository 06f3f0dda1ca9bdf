/// One input: where it is read, and what it is called.
struct InputSource: Hashable, Sendable {
  /// The file, or `-` for standard input.
  var path: String
  /// What places, segments, the ledger and the manifest call it: the path, or `standard input`.
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
}
