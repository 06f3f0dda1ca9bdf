import Diagnostics
import TrainPack

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension DiagnosticCode {
  static let outputUnwritable = DiagnosticCode(
    "output.unwritable", "what the command printed could not be written",
    explanation: """
      Standard output, standard error or the named output file refused the bytes: the disk is full, a quota or file size \
      limit was reached, or the device is read-only. Nothing that was printed up to here can be relied on to be complete. \
      Free space or name another output, and run the command again.
      """)
}

/// The reader of our output has gone: not a failure, only a reason to stop.
struct ClosedPipe: Error {}

/// Where bytes go.
protocol OutputSink: AnyObject, Sendable {
  /// - Throws: `ClosedPipe` when nobody reads; `output.unwritable` otherwise.
  func write(_ bytes: [UInt8]) throws
}

/// A file descriptor; every byte is written or an error thrown.
final class DescriptorSink: OutputSink {
  private let descriptor: Int32
  private let name: String

  init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      var written = 0
      while written < buffer.count {
        #if canImport(Glibc)
          let count = Glibc.write(descriptor, base + written, buffer.count - written)
        #else
          let count = Darwin.write(descriptor, base + written, buffer.count - written)
        #endif
        if count >= 0 {
          written += count
        } else if errno == EPIPE {
          throw ClosedPipe()
        } else if errno == EINTR {
          try Interruption.check()
        } else {
          throw TrainPackError(
            .outputUnwritable, "\(name) cannot be written: \(String(cString: strerror(errno)))",
            fix: "free space on the device behind it, or send the output elsewhere")
        }
      }
    }
  }
}
