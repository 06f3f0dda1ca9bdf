import Diagnostics
import Testing

@testable import Archives

/// Gathers what is written to it.
private final class Gatherer: ArchiveSink {
  private(set) var bytes: [UInt8] = []

  func write(_ bytes: Span<UInt8>) throws {
    for index in bytes.indices { self.bytes.append(bytes[index]) }
  }
}

private final class Refuser: ArchiveSink {
  struct Refusal: Error {}

  func write(_ bytes: Span<UInt8>) throws { throw Refusal() }
}

@Suite("Compressed sink")
struct CompressedSinkTests {
  /// Bytes that compress, with runs and without.
  private func text(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13 & ($0 & 4_096 == 0 ? 0xFF : 0x03)) }
  }

  private func packed(_ bytes: [UInt8], _ compression: ByteSource.Compression, pieces: Int) throws -> [UInt8] {
    let gatherer = Gatherer()
    let sink = try CompressedSink(compression, to: gatherer)
    let step = max(1, bytes.count / pieces)
    for start in stride(from: 0, to: bytes.count, by: step) {
      try sink.write(bytes.span.extracting(start..<min(start + step, bytes.count)))
    }
    try sink.finish()
    return gatherer.bytes
  }

  @Test(
    "what is compressed reads back, and its bytes do not depend on the pieces",
    arguments: ByteSource.Compression.allCases)
  func roundTrip(compression: ByteSource.Compression) throws {
    for count in [1, 100, 70_000, 1_000_003] {
      let bytes = text(count)
      let whole = try packed(bytes, compression, pieces: 1)
      #expect(try packed(bytes, compression, pieces: 7) == whole, "\(count) bytes")
      let source = try ByteSource(bytes: whole, name: "packed")
      #expect(source.compression == compression)
      #expect(try source.readAll(maximumByteCount: count) == bytes)
    }
  }

  @Test("a gzip stream has neither a time nor a name")
  func gzipHeader() throws {
    let header = try packed(text(100), .gzip, pieces: 1).prefix(8)
    #expect(header.starts(with: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0]))
  }

  @Test("what the sink behind it throws comes out", arguments: ByteSource.Compression.allCases)
  func refusal(compression: ByteSource.Compression) throws {
    #expect(throws: Refuser.Refusal.self) {
      let sink = try CompressedSink(compression, to: Refuser())
      for _ in 0..<40 { try sink.write(text(100_000).span) }
      try sink.finish()
    }
  }
}
