import Diagnostics
import Foundation
import Testing

@testable import Archives

@Suite("ByteSource")
struct ByteSourceTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "ByteSourceFixtures")

  private static let text: [UInt8] = (1...2_000).flatMap {
    Array("{\"line\": \($0), \"text\": \"A patient with fever and number \($0 * 7_919 % 1_000).\"}\n".utf8)
  }

  private func path(_ name: String) -> String { Self.fixtures.appending(path: name).path }

  private func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Self.fixtures.appending(path: name)))
  }

  private func unpack(_ source: ByteSource) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = try source.nextChunk() {
      #expect(!chunk.isEmpty && chunk.count <= ByteSource.chunkByteCount)
      bytes += chunk
    }
    #expect(source.byteCount == bytes.count)
    #expect(try source.nextChunk() == nil)
    return bytes
  }

  private func failure(_ body: () throws -> Void) -> TrainPackError? {
    do {
      try body()
      return nil
    } catch {
      return error as? TrainPackError
    }
  }

  private func failure(unpacking bytes: [UInt8], limits: Limits = Limits()) -> TrainPackError? {
    failure { _ = try unpack(ByteSource(bytes: bytes, name: "test", limits: limits)) }
  }

  @Test("a compressed file is known by its content and read whole", arguments: ["text.gz", "text.zst", "text.xz"])
  func unpacks(name: String) throws {
    let source = try ByteSource.open(path(name))
    #expect(source.compression.rawValue == ["gz": "gzip", "zst": "zstd", "xz": "xz"][String(name.dropFirst(5))])
    #expect(try unpack(source) == Self.text)
    #expect(source.packedByteCount == (try fixture(name).count))
    #expect(try unpack(ByteSource(bytes: fixture(name), name: "memory")) == Self.text)
  }

  @Test(
    "what is compressed twice is refused as that",
    arguments: ["gz-in.gz", "zst-in.gz", "gz-in.zst", "zst-in.zst", "xz-in.xz"]
  )
  func packedTwice(name: String) throws {
    let error = failure(unpacking: try fixture(name))
    #expect(error?.code == .inputUnsupportedCompression)
    #expect(error?.message.contains("compressed twice") == true && error?.fix.contains("-dc") == true)
  }

  @Test(
    "concatenated members and frames are one stream", arguments: ["two-members.gz", "two-frames.zst", "two-streams.xz"])
  func unpacksMembers(name: String) throws {
    #expect(try unpack(ByteSource.open(path(name))) == Self.text)
  }

  @Test("skippable frames before and between Zstandard frames are passed over, and a cut one is an error")
  func skippableFrames() throws {
    let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 9, 9, 9, 9]
    let frames = try fixture("text.zst")
    let source = try ByteSource(bytes: skippable + skippable + frames + skippable + frames, name: "test")
    #expect(try unpack(source) == Self.text + Self.text)
    #expect(source.compression == .zstd && source.packedByteCount == 2 * frames.count + 36)
    #expect(failure(unpacking: Array(skippable.dropLast()))?.code == .inputTruncated)
  }

  @Test("empty streams hold nothing", arguments: ["empty.gz", "empty.zst", "empty.xz"])
  func unpacksEmpty(name: String) throws {
    #expect(try unpack(ByteSource.open(path(name))) == [])
  }

  @Test("plain bytes come as they are, whatever the file is called")
  func plain() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trainpack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for text in [[], [0x1F], [0, 1, 2], Array(repeating: Self.text, count: 6).flatMap { $0 }] as [[UInt8]] {
      let file = folder.appending(path: "plain.gz")
      try Data(text).write(to: file)
      let source = try ByteSource.open(file.path)
      #expect(source.compression == .none && source.name == file.path)
      #expect(try unpack(source) == text)
    }
  }

  @Test(
    "a stream that is cut at any place is an error",
    arguments: ["text.gz", "text.zst", "text.xz", "empty.gz", "empty.zst", "empty.xz"])
  func truncated(name: String) throws {
    let whole = try fixture(name)
    for length in Array(6..<min(60, whole.count)) + stride(from: 60, to: whole.count, by: max(1, whole.count / 97)) {
      let error = try #require(failure(unpacking: Array(whole[..<length])), "\(name) cut at \(length)")
      #expect([.inputTruncated, .inputDamaged].contains(error.code), "\(name) cut at \(length): \(error)")
      #expect(error.location?.source == "test")
    }
    let last = try #require(failure(unpacking: Array(whole.dropLast())))
    #expect(last.code == .inputTruncated, "\(last)")
  }

  @Test("a changed byte is an error or changes nothing", arguments: ["text.gz", "text.zst", "text.xz"])
  func damaged(name: String) throws {
    let whole = try fixture(name)
    for position in stride(from: 6, to: whole.count, by: max(1, whole.count / 211)) {
      var bytes = whole
      bytes[position] ^= 0x10
      if failure(unpacking: bytes) != nil { continue }
      #expect(try unpack(ByteSource(bytes: bytes, name: "test")) == Self.text, "\(name), byte \(position)")
    }
  }

  @Test("bytes after the end of the stream are an error", arguments: ["text.gz", "text.zst", "text.xz"])
  func trailing(name: String) throws {
    let error = try #require(failure(unpacking: try fixture(name) + Array("{\"line\": 2001}\n".utf8)))
    #expect([.inputTrailingBytes, .inputDamaged].contains(error.code), "\(error)")
  }

  @Test("an input that unpacks to too much is refused early", arguments: ["zeros.gz", "zeros.zst", "zeros.xz"])
  func bombs(name: String) throws {
    var limits = Limits()
    limits.maximumDecompressedBytes = 3_000_000
    limits.maximumCompressionRatio = 1_000_000
    let size = try #require(failure { _ = try unpack(ByteSource.open(path(name), limits: limits)) })
    #expect(size.code == .limitExceeded && size.message.contains("3000000"))
    limits = Limits()
    limits.maximumCompressionRatio = 100
    let source = try ByteSource.open(path(name), limits: limits)
    let ratio = try #require(failure { while try source.nextChunk() != nil {} })
    #expect(ratio.code == .limitExceeded && ratio.message.contains("at most 100"))
    #expect(ratio.fix.contains("--maximum-compression-ratio"))
    #expect(source.byteCount < 4_000_000)
  }

  @Test("missing files, folders and unreadable files say so")
  func openErrors() throws {
    let missing = try #require(failure { _ = try ByteSource.open("/nowhere/data.jsonl") })
    #expect(missing.code == .inputNotFound && missing.location?.source == "/nowhere/data.jsonl")
    let folder = try #require(failure { _ = try ByteSource.open(Self.fixtures.path) })
    #expect(folder.code == .inputIsFolder)
    #expect(failure { _ = try ByteSource.open("") }?.code == .inputNotFound)
    let file = FileManager.default.temporaryDirectory.appending(path: "trainpack-\(UUID().uuidString)")
    try Data([1]).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
    if FileManager.default.isReadableFile(atPath: file.path) {
      print("SKIPPED (running as root): ByteSourceTests.openErrors: a file without the right to read it")
    } else {
      #expect(failure { _ = try ByteSource.open(file.path) }?.code == .inputUnreadable)
    }
  }

  @Test("packings that are not read are named with a remedy")
  func unsupported() throws {
    for (bytes, name) in [
      (Array("BZh91AY".utf8), "bzip2"), ([0x50, 0x4B, 3, 4, 0, 0], "zip"), ([4, 0x22, 0x4D, 0x18, 0, 0], "LZ4"),
    ] {
      let error = try #require(failure(unpacking: bytes))
      #expect(error.code == .inputUnsupportedCompression && error.message.contains(name))
    }
  }

  @Test("reading everything at once is bounded")
  func readAll() throws {
    #expect(try ByteSource.open(path("text.gz")).readAll(maximumByteCount: 1 << 20) == Self.text)
    let error = try #require(failure { _ = try ByteSource.open(path("zeros.gz")).readAll(maximumByteCount: 1 << 20) })
    #expect(error.code == .limitExceeded)
  }

  @Test("the checksum is that of the gzip standard")
  func checksum() {
    // The check value of CRC-32/ISO-HDLC: the digits 1 to 9.
    let crc = Array("123456789".utf8).withUnsafeBytes { ~CRC32.update(0xFFFF_FFFF, $0) }
    #expect(crc == 0xCBF4_3926)
  }

  @Test("every code is listed once and explained")
  func codes() {
    let identifiers = DiagnosticCode.archivesInputCodes.map(\.id)
    #expect(Set(identifiers).count == identifiers.count)
    #expect(DiagnosticCode.archivesInputCodes.allSatisfy { $0.id.hasPrefix("input.") && $0.explanation.count > 60 })
  }
}
