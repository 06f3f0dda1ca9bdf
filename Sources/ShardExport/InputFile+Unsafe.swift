import Diagnostics
import Glibc

/// An ordinary file that is read from start to end, block by block.
final class InputFile {
  let path: String
  private let descriptor: Int32

  /// Opens the file.
  ///
  /// - Parameter offset: Where reading starts.
  /// - Throws: `export.unreadable` when it is missing, unreadable, or no ordinary file.
  init(path: String, from offset: Int = 0) throws {
    self.path = path
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileFailure.readError("open the file", path, errno: errno) }
    guard let kind = FileSystem.kind(ofDescriptor: descriptor), kind == .file else {
      close(descriptor)
      throw TrainPackError(
        .exportUnreadable, "this is not an ordinary file", at: InputLocation(source: path),
        fix: "name a file that exists on a disk")
    }
    guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
      let number = errno
      close(descriptor)
      throw FileFailure.readError("read from offset \(offset) of", path, errno: number)
    }
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from its start.
  ///
  /// - Returns: How many bytes were read, as many as `buffer` holds except at the end of the file.
  /// - Throws: `export.unreadable`.
  func read(into buffer: inout [UInt8]) throws -> Int {
    try fill(&buffer) { address, count, _ in Glibc.read(descriptor, address, count) }
  }

  /// Fills `buffer` from its start with what stands at `offset`; the place at which reading goes on stays.
  ///
  /// - Returns: How many bytes were read, as many as `buffer` holds except at the end of the file.
  /// - Throws: `export.unreadable`.
  func read(into buffer: inout [UInt8], at offset: Int) throws -> Int {
    try fill(&buffer) { address, count, filled in Glibc.pread(descriptor, address, count, off_t(offset + filled)) }
  }

  /// Calls `next` (where to put bytes, how many at most, how many are there already) until the buffer is full or the file
  /// ends.
  private func fill(
    _ buffer: inout [UInt8], _ next: (UnsafeMutableRawPointer?, Int, Int) -> Int
  ) throws -> Int {
    try buffer.withUnsafeMutableBytes { bytes in
      var filled = 0
      while filled < bytes.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
        let count = next(rest.baseAddress, rest.count, filled)
        if count == 0 { break }
        if count < 0 {
          if errno == EINTR { continue }
          throw FileFailure.readError("read", path, errno: errno)
        }
        filled += count
      }
      return filled
    }
  }

  /// Hands the rest of the file, or so many bytes of it, to `body`, block by block.
  func forEachBlock(upTo byteCount: Int = .max, _ body: (Span<UInt8>) throws -> Void) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var missing = byteCount
    while missing > 0, case let count = min(try read(into: &buffer), missing), count > 0 {
      try body(buffer.span.extracting(first: count))
      missing -= count
    }
  }
}
