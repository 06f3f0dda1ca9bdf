import Diagnostics
import Testing

@testable import Archives

@Suite("Archive writer")
struct ArchiveWriterTests {
  @Test("an archive is a ustar header with fixed metadata, the contents padded to a block, and two blocks of zeros")
  func bytesOfAnArchive() throws {
    let contents = Array("{\"a\":1}\n".utf8)
    let bytes = try archive([("rows.jsonl", contents)])
    #expect(bytes.count == 512 + 512 + 1024)
    func field(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    #expect(field(0..<11) == "rows.jsonl\0")
    #expect(bytes[11..<100].allSatisfy { $0 == 0 })
    #expect(field(100..<108) == "0000644\0")
    #expect(field(108..<116) == "0000000\0")
    #expect(field(116..<124) == "0000000\0")
    #expect(field(124..<136) == "00000000010\0")
    #expect(field(136..<148) == "00000000000\0")
    let sum = bytes[..<148].reduce(0) { $0 + Int($1) } + 8 * 32 + bytes[156..<512].reduce(0) { $0 + Int($1) }
    #expect(
      field(148..<156) == String(repeating: "0", count: 6 - String(sum, radix: 8).count) + String(sum, radix: 8) + "\0 "
    )
    #expect(field(156..<157) == "0")
    #expect(field(257..<265) == "ustar\u{0}00")
    #expect(bytes[265..<329].allSatisfy { $0 == 0 }, "no owner or group name")
    #expect(field(329..<345) == "0000000\u{0}0000000\u{0}", "no device numbers")
    #expect(bytes[345..<512].allSatisfy { $0 == 0 }, "no prefix")
    #expect(Array(bytes[512..<520]) == contents)
    #expect(bytes[520...].allSatisfy { $0 == 0 })
  }

  @Test(
    "the bytes do not depend on the pieces in which the contents come", arguments: [1, 7, 511, 512, 65_536, 100_000])
  func piecesDoNotMatter(pieceByteCount: Int) throws {
    let contents = (0..<150_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let members = [("a.jsonl", contents), ("b.jsonl", []), ("c.jsonl", [10])]
    #expect(try archive(members, pieceByteCount: pieceByteCount) == archive(members, pieceByteCount: 150_001))
  }

  @Test(
    "names that some reader could take differently are refused",
    arguments: [
      "", ".", "..", "../x", "/x", "a/b", "a\\b", "C:x", "-rf", ".hidden", "a..b", "a b", "é.jsonl", "a\nb",
      String(repeating: "a", count: 100),
    ])
  func namesRefused(name: String) throws {
    let writer = try ArchiveWriter(to: MemorySink())
    let error = #expect(throws: TrainPackError.self) { try writer.beginMember(named: name, byteCount: 0) }
    #expect(error?.code == .archiveMemberName)
  }

  @Test("a name that C would cut short at a zero byte is refused")
  func zeroByteRefused() throws {
    let writer = try ArchiveWriter(to: MemorySink())
    let error = #expect(throws: TrainPackError.self) { try writer.beginMember(named: "a\u{0}b", byteCount: 0) }
    #expect(error?.code == .archiveMemberName)
  }

  @Test("members out of order, and a name that comes twice, are refused", arguments: ["a.jsonl", "b.jsonl"])
  func orderKept(second: String) throws {
    let writer = try ArchiveWriter(to: MemorySink())
    try writer.beginMember(named: "b.jsonl", byteCount: 0)
    let error = #expect(throws: TrainPackError.self) { try writer.beginMember(named: second, byteCount: 0) }
    #expect(error?.code == .archiveMemberOrder)
  }

  @Test("contents shorter or longer than their header states are refused, never padded or cut")
  func sizeKept() throws {
    let short = try ArchiveWriter(to: MemorySink())
    try short.beginMember(named: "a", byteCount: 3)
    try short.append([1, 2].span)
    #expect(#expect(throws: TrainPackError.self) { try short.finish() }?.code == .archiveMemberSize)
    #expect(
      #expect(throws: TrainPackError.self) { try short.beginMember(named: "b", byteCount: 0) }?.code
        == .archiveMemberSize)

    let long = try ArchiveWriter(to: MemorySink())
    try long.beginMember(named: "a", byteCount: 3)
    #expect(
      #expect(throws: TrainPackError.self) { try long.append([1, 2, 3, 4].span) }?.code == .archiveMemberSize)
  }

  @Test("a member that a ustar header cannot describe is refused", arguments: [-1, 8 << 30, Int.max])
  func sizeBounded(byteCount: Int) throws {
    let writer = try ArchiveWriter(to: MemorySink())
    let error = #expect(throws: TrainPackError.self) { try writer.beginMember(named: "a", byteCount: byteCount) }
    #expect(error?.code == .archiveMemberSize)
  }

  @Test(
    "what the sink throws comes out, at whatever byte it throws",
    arguments: Array(stride(from: 0, to: 140_000, by: 7_777)))
  func sinkErrorsComeOut(room: Int) throws {
    let contents = [UInt8](repeating: 1, count: 140_000)
    let writer = try ArchiveWriter(to: BoundedSink(byteCount: room))
    #expect(throws: SinkIsFull.self) {
      try writer.beginMember(named: "a", byteCount: contents.count)
      try writer.append(contents.span)
      try writer.finish()
    }
  }

  @Test("an archive that is not finished has its header and no end")
  func unfinishedArchivesHaveNoEnd() throws {
    let sink = MemorySink()
    do {
      let writer = try ArchiveWriter(to: sink)
      try writer.beginMember(named: "a", byteCount: 0)
    }
    #expect(sink.bytes.count == 512)
  }
}
