import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file open for reading, or standard input.
final class ByteSourceFile {
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let name: String

  init(path: String, name: String) throws {
    self.name = name
    ownsDescriptor = path != "-"
    if path == "-" {
      descriptor = STDIN_FILENO
    } else {
      guard !path.isEmpty, !path.utf8.contains(0) else {
        throw Self.error(.inputNotFound, "the path is empty or holds a NUL byte", name: name, fix: "give a file's path")
      }
      descriptor = try Self.openForReading(path)
      if descriptor < 0 { throw Self.openError(errno, name: name) }
    }
    var status = stat()
    if fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR {
      // All properties are set, so `deinit` runs and closes the descriptor.
      throw Self.error(
        .inputIsFolder, "the input is a folder, not a file", name: name,
        fix: "name the files in it, for example \(name)/*.jsonl")
    }
  }

  deinit {
    if ownsDescriptor && descriptor >= 0 { close(descriptor) }
  }

  /// Appends up to `count` bytes; returns 0 only at the end.
  func read(_ count: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    var appended = 0
    // The bytes are read to where they stay: into the buffer's free capacity.
    try buffer.append(addingCapacity: count) { free in
      try free.withUnsafeMutableBufferPointer { bytes, initializedCount in
        let rest = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[initializedCount...]))
        appended = try read(into: UnsafeMutableRawBufferPointer(rebasing: rest.prefix(count)))
        // `read` has initialized that many bytes.
        initializedCount += appended
      }
    }
    return appended
  }

  private func read(into bytes: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      try Interruption.wait(toRead: descriptor)
      #if canImport(Glibc)
        let read = Glibc.read(descriptor, bytes.baseAddress, bytes.count)
      #elseif canImport(Musl)
        let read = Musl.read(descriptor, bytes.baseAddress, bytes.count)
      #else
        let read = Darwin.read(descriptor, bytes.baseAddress, bytes.count)
      #endif
      if read >= 0 { return read }
      if errno != EINTR {
        throw Self.error(
          .inputUnreadable, "the input cannot be read: \(Self.words(errno))", name: name,
          fix: "check the disk or the network folder it lies on, then run again")
      }
    }
  }

  /// Opens a file; opening a named pipe waits for its writer, and a signal ends that wait.
  private static func openForReading(_ path: String) throws -> Int32 {
    while true {
      try Interruption.check()
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      if descriptor >= 0 || errno != EINTR { return descriptor }
    }
  }

  private static func openError(_ number: Int32, name: String) -> TrainPackError {
    switch number {
    case ENOENT, ENOTDIR:
      error(.inputNotFound, "the input file does not exist", name: name, fix: "check the path; it is taken from here")
    case EACCES, EPERM:
      error(
        .inputUnreadable, "the input may not be read: \(words(number))", name: name,
        fix: "give yourself the right to read it, for example with chmod u+r")
    default:
      error(
        .inputUnreadable, "the input cannot be opened: \(words(number))", name: name,
        fix: "check the path and the file system")
    }
  }

  private static func error(_ code: DiagnosticCode, _ message: String, name: String, fix: String) -> TrainPackError {
    TrainPackError(code, message, at: InputLocation(source: name), fix: fix)
  }

  private static func words(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
  }
}
