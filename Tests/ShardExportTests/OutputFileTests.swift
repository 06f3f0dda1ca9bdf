import Diagnostics
import Glibc
import Testing

@testable import ShardExport

@Suite("Files that are written")
struct OutputFileTests {
  @Test(
    "a full disk is an error with the file's path, for small writes and large ones", arguments: [1, 1 << 18, 1 << 20])
  func fullDisk(byteCount: Int) throws {
    let descriptor = open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    let file = OutputFile(descriptor: descriptor, path: "/dev/full")
    let error = #expect(throws: TrainPackError.self) {
      try file.write([UInt8](repeating: 1, count: byteCount).span)
      try file.finish(.temporary)
    }
    #expect(error?.code == .exportDiskFull)
    #expect(error?.location?.source == "/dev/full")
  }

  @Test("the size and the sum are those of all pieces", arguments: [1, 1_000, 1 << 18, (1 << 18) + 1])
  func pieces(pieceByteCount: Int) throws {
    let folder = TemporaryFolder()
    let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let file = try OutputFile(creating: folder.path("file"))
    for start in stride(from: 0, to: bytes.count, by: pieceByteCount) {
      try file.write(bytes[start..<min(start + pieceByteCount, bytes.count)].span)
    }
    #expect(try file.finish(.durable) == SHA256Sum(of: bytes))
    #expect(file.byteCount == bytes.count)
    #expect(try folder.files()["file"] == bytes)
  }

  @Test("an existing file is not overwritten, and a link is not followed")
  func createsOnly() throws {
    let folder = TemporaryFolder()
    try folder.write([1], to: "file")
    #expect(symlink(folder.path("target"), folder.path("link")) == 0)
    for name in ["file", "link"] {
      let error = #expect(throws: TrainPackError.self) { try OutputFile(creating: folder.path(name)) }
      #expect(error?.code == .exportUnwritable)
    }
    #expect(FileSystem.kind(at: folder.path("target")) == nil)
  }

  @Test("a limit on the size of files ends the export with an error, and nothing is left")
  func fileSizeLimit() throws {
    let folder = TemporaryFolder()
    // A ledger beyond the limit; no other test writes a file of this size.
    let limit: rlim_t = 96 << 20
    try #require(truncate(folder.path("ledger"), creating: Int(limit) + 4_096))
    var before = rlimit()
    try #require(getrlimit(__rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue)), &before) == 0)
    var limited = before
    limited.rlim_cur = limit
    let export = SyntheticExport()
    let writer = try export.begin(folder.path("out"))
    try #require(setrlimit(__rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue)), &limited) == 0)
    defer { setrlimit(__rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue)), &before) }
    let error = #expect(throws: TrainPackError.self) { try writer.append(ledgerFile: folder.path("ledger")) }
    #expect(error?.code == .exportDiskFull)
    #expect(error?.location?.source == folder.path(".out.partial/fit-ledger.jsonl"))
    #expect(error?.details == ["this process may write files of at most \(limit) bytes"])
    #expect(#expect(throws: TrainPackError.self) { try writer.finish(export.description) }?.code == .exportClosed)
    writer.abandon()
    #expect(try folder.names() == ["ledger"])
  }

  /// Makes a file of `byteCount` zeros that takes no room on the disk.
  private func truncate(_ path: String, creating byteCount: Int) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    return descriptor >= 0 && ftruncate(descriptor, byteCount) == 0
  }
}
