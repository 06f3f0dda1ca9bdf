@testable import Archives

/// Keeps an archive's bytes.
final class MemorySink: ArchiveSink {
  private(set) var bytes: [UInt8] = []

  func write(_ bytes: Span<UInt8>) throws {
    for index in bytes.indices { self.bytes.append(bytes[index]) }
  }
}

struct SinkIsFull: Error, Equatable {}

/// Takes bytes up to a limit, then throws.
final class BoundedSink: ArchiveSink {
  private var room: Int

  init(byteCount: Int) { room = byteCount }

  func write(_ bytes: Span<UInt8>) throws {
    room -= bytes.count
    if room < 0 { throw SinkIsFull() }
  }
}

/// The archive of `members`, each written in pieces of at most `pieceByteCount` bytes.
func archive(_ members: [(name: String, contents: [UInt8])], pieceByteCount: Int = 1 << 16) throws -> [UInt8] {
  let sink = MemorySink()
  let writer = try ArchiveWriter(to: sink)
  for (name, contents) in members {
    try writer.beginMember(named: name, byteCount: contents.count)
    for start in stride(from: 0, to: contents.count, by: pieceByteCount) {
      try writer.append(contents[start..<min(start + pieceByteCount, contents.count)].span)
    }
  }
  try writer.finish()
  return sink.bytes
}
