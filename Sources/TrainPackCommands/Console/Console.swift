import Diagnostics
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The command's two streams: data goes to `output`, talk to `errors`.
public final class Console: Sendable {
  private let output: any OutputSink
  private let errors: any OutputSink
  private let waiting = Mutex<[UInt8]>([])
  /// Whether standard error is a terminal that can show progress.
  let showsProgress: Bool
  /// Whether standard output is a terminal that takes colour.
  let outputTakesColor: Bool
  /// The width of the terminal behind standard output, in columns; 100 where there is none.
  let width: Int

  init(output: any OutputSink, errors: any OutputSink, showsProgress: Bool, outputTakesColor: Bool, width: Int) {
    self.output = output
    self.errors = errors
    self.showsProgress = showsProgress
    self.outputTakesColor = outputTakesColor
    self.width = width
  }

  private static let bufferSize = 1 << 16

  /// One of the two streams.
  enum Stream: Sendable {
    case output, errors
  }

  @TaskLocal static var current = Console.standard()

  /// The console of this process.
  static func standard() -> Console {
    let plain = environment("TERM") == "dumb" || !(environment("NO_COLOR") ?? "").isEmpty
    return Console(
      output: DescriptorSink(descriptor: STDOUT_FILENO, name: "standard output"),
      errors: DescriptorSink(descriptor: STDERR_FILENO, name: "standard error"),
      showsProgress: isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb",
      outputTakesColor: isatty(STDOUT_FILENO) == 1 && !plain, width: terminalWidth() ?? 100)
  }

  /// Writes data; it may wait in memory until `flush`.
  func write(_ bytes: [UInt8]) throws {
    let full = waiting.withLock { waiting -> [UInt8]? in
      waiting += bytes
      if waiting.count < Self.bufferSize { return nil }
      defer { waiting.removeAll(keepingCapacity: true) }
      return waiting
    }
    if let full { try output.write(full) }
  }

  /// Writes a report: to the output, or as talk beside other data.
  func write(_ bytes: [UInt8], to stream: Stream) throws {
    switch stream {
    case .output: try write(bytes)
    case .errors: try errors.write(bytes)
    }
  }

  /// Writes one line of data.
  func writeLine(_ text: String) throws { try write(Array(text.utf8) + [0x0A]) }

  /// Hands all data over that waits.
  func flush() throws {
    let rest = waiting.withLock { waiting in
      defer { waiting.removeAll(keepingCapacity: true) }
      return waiting
    }
    if !rest.isEmpty { try output.write(rest) }
  }

  /// Writes talk; a failure to do so is not worth stopping for.
  func say(_ text: String) { try? errors.write(Array(text.utf8) + [0x0A]) }

  /// Writes talk without a line break.
  func sayUnbroken(_ text: String) { try? errors.write(Array(text.utf8)) }

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func terminalWidth() -> Int? {
    if let columns = environment("COLUMNS").flatMap({ Int($0) }), columns >= 20 { return columns }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return nil }
    return Int(size.ws_col)
  }
}
