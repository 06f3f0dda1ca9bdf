import Records

/// Where the lines of an output go.
public enum OutputDestination: Sendable {
  /// A file, which appears under its name when it is whole, compressed where its name says so.
  case file(String)
  /// A stream that takes the bytes as they come, such as standard output.
  case stream(@Sendable ([UInt8]) throws -> Void)

  /// The file's path; `nil` for a stream.
  var path: String? {
    switch self {
    case .file(let path): path
    case .stream: nil
    }
  }
}

/// Writes to a destination.
final class OutputWriter {
  private let file: NamedOutputFile?
  private let stream: (@Sendable ([UInt8]) throws -> Void)?

  /// - Parameter option: The option that names the destination, for messages.
  /// - Throws: `output.exists`, `output.file-unwritable`, `output.name-unsuited`.
  init(_ destination: OutputDestination, overwrite: FileOverwrite, namedBy option: String) throws {
    switch destination {
    case .file(let path):
      file = try NamedOutputFile(path: path, overwrite: overwrite, namedBy: option)
      stream = nil
    case .stream(let write):
      file = nil
      stream = write
    }
  }

  func write(_ bytes: [UInt8]) throws {
    try file?.write(bytes)
    try stream?(bytes)
  }

  /// - Parameter container: What will be written.
  /// - Throws: `output.name-unsuited` where the file's name says something else.
  func check(holds container: RecordContainer) throws { try file?.name.check(holds: container) }

  /// Makes a file durable and gives it its name; nothing for a stream.
  func finish() throws { try file?.finish() }
}
