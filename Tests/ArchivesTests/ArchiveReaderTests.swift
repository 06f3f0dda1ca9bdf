import Diagnostics
import Glibc
import Testing

@testable import Archives

@Suite("Archive reader")
struct ArchiveReaderTests {
  /// A file of `bytes` that is removed after `body`.
  private func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    var template = Array("/tmp/trainpack-archive-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      close(descriptor)
      unlink(path)
    }
    try #require(bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
    return try body(path)
  }

  private func members(of bytes: [UInt8], bufferByteCount: Int = 1_000) throws -> [(String, [UInt8])] {
    try withFile(bytes) { path in
      let reader = try ArchiveReader(path: path)
      var members: [(String, [UInt8])] = []
      var buffer = [UInt8](repeating: 0, count: bufferByteCount)
      while let member = try reader.nextMember() {
        var contents: [UInt8] = []
        while case let count = try reader.readContents(into: &buffer), count > 0 { contents += buffer[..<count] }
        #expect(member.isRegularFile)
        #expect(member.byteCount == contents.count)
        members.append((String(decoding: member.name, as: UTF8.self), contents))
      }
      return members
    }
  }

  @Test("what was written is read back", arguments: [1, 100, 4_096])
  func roundTrip(bufferByteCount: Int) throws {
    let written = [("a.jsonl", Array("{}\n".utf8)), ("b.jsonl", []), ("c.jsonl", [UInt8](repeating: 7, count: 3_000))]
    let read = try members(of: archive(written), bufferByteCount: bufferByteCount)
    #expect(read.map(\.0) == written.map(\.0))
    #expect(read.map(\.1) == written.map(\.1))
  }

  @Test("an empty file is an archive of nothing")
  func emptyFile() throws {
    #expect(try members(of: []).isEmpty)
  }

  @Test("an archive cut inside a header or contents is unreadable, wherever it is cut")
  func truncated() throws {
    let bytes = try archive([("a.jsonl", [UInt8](repeating: 65, count: 700))])
    for length in [1, 100, 511, 512, 513, 1_000, 1_211] {
      let error = #expect(throws: TrainPackError.self, "cut at \(length)") {
        try self.members(of: Array(bytes[..<length]))
      }
      #expect(error?.code == .archiveUnreadable, "cut at \(length)")
      #expect(error?.location != nil)
    }
  }

  @Test("no single changed byte of an archive makes the reader trap")
  func everyByteFlipped() throws {
    let bytes = try archive([("a.jsonl", Array("{}\n".utf8))])
    for index in bytes.indices where index < 512 || index % 64 == 0 {
      for flip in [UInt8(1), 0x80, 0xff] {
        var changed = bytes
        changed[index] ^= flip
        do { _ = try members(ofChanged: changed) } catch let error as TrainPackError {
          #expect(error.code == .archiveUnreadable)
        }
      }
    }
  }

  /// Reads all members without expecting anything of them.
  private func members(ofChanged bytes: [UInt8]) throws -> Int {
    try withFile(bytes) { path in
      let reader = try ArchiveReader(path: path)
      var buffer = [UInt8](repeating: 0, count: 512)
      var memberCount = 0
      while try reader.nextMember() != nil {
        memberCount += 1
        while try reader.readContents(into: &buffer) > 0 {}
      }
      return memberCount
    }
  }

  @Test("a file that is missing, and one that is no archive, are unreadable with their path")
  func noArchive() throws {
    let missing = #expect(throws: TrainPackError.self) { try ArchiveReader(path: "/nonexistent/a.tar") }
    #expect(missing?.code == .archiveUnreadable)
    #expect(missing?.location?.source == "/nonexistent/a.tar")
    let text = #expect(throws: TrainPackError.self) {
      try self.members(of: [UInt8](repeating: UInt8(ascii: "x"), count: 2_000))
    }
    #expect(text?.code == .archiveUnreadable)
  }
}
