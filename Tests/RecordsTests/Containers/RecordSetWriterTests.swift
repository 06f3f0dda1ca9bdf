import Diagnostics
import Testing

@testable import Records

@Suite("RecordSetWriter")
struct RecordSetWriterTests {
  /// Writes the records of some texts that `isKept` keeps.
  private func written(_ texts: [[UInt8]], keeping isKept: (Record) -> Bool = { _ in true }) throws -> String {
    var writer = RecordSetWriter()
    var bytes: [UInt8] = []
    var frames: [RecordFrame] = []
    for text in texts {
      let reader = try Samples.reader(text)
      while let batch = try reader.nextBatch(maximumBytes: 50) {
        for record in batch.records where isKept(record) {
          bytes += try writer.bytes(of: Array(record.bytes), for: record)
        }
      }
      frames += [reader.frame].compactMap { $0 }
    }
    return Samples.string(bytes + writer.end(frames))
  }

  private func written(_ texts: String..., keeping isKept: (Record) -> Bool = { _ in true }) throws -> String {
    try written(texts.map { Array($0.utf8) }, keeping: isKept)
  }

  private static let texts = [
    "[]\n", "[\r\n  {\"a\": 1},\r\n  {\"a\": 2}\r\n]\r\n", "[{\"a\":1},{\"a\":2},{\"a\":3}]",
    " [ {\"a\": 1} , {\"a\": 2} ] \n",
    "{\n  \"x\": {\"a\": 1},\n  \"y, z\": {\"a\": 2}\n}", "{\"x\":{\"a\":1},\"y\":{\"a\":2},\"z\":{\"a\":3}}\n",
    "{\"v\": [1], \"data\": [\n{\"a\": 1},\n{\"a\": 2}\n], \"n\": 1}\n", "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n{\"a\": 3}",
    "\u{feff}a,b\r\n1,2\r\n\"3\r\n\",4\r\n", "a\tb\n1\t2\n3\t4", "{\"a\":1}\n{\"a\":2}\n",
  ]

  @Test("a source whose records are all kept comes out byte for byte", arguments: texts.dropFirst())
  func identity(text: String) throws {
    #expect(try written(text) == text)
  }

  @Test("a byte order mark stays before a table and goes before JSON, which must not begin with one")
  func byteOrderMark() throws {
    for text in Self.texts.dropFirst() {
      let isTable = try Samples.records(text).first?.container.kind == .table
      #expect(try written("\u{FEFF}" + text) { _ in true } == (isTable ? "\u{FEFF}" : "") + text)
    }
  }

  @Test("any records may be left out: what is written reads as the others", arguments: texts.dropFirst())
  func leavingOut(text: String) throws {
    let all = try Samples.records(text).map { Samples.string($0.bytes) }
    for kept in 1..<1 << all.count {
      let output = try written(text) { kept >> $0.index & 1 == 1 }
      let rest = try Samples.records(output)
      #expect(
        rest.map { Samples.string($0.bytes) } == all.indices.filter { kept >> $0 & 1 == 1 }.map { all[$0] }, "\(output)"
      )
    }
  }

  @Test("when nothing is kept the container is there and empty")
  func nothing() throws {
    #expect(try written("[\n {\"a\": 1}\n]\n") { _ in false } == "[\n]\n")
    #expect(try written("a,b\n1,2\n") { _ in false } == "a,b\n")
    #expect(try written("{\"a\":1}\n") { _ in false } == "")
    #expect(try written("{\"x\":{\"a\":1},\"y\":{\"a\":1}}") { _ in false } == "{}")
  }

  @Test("sources of one kind are joined")
  func joined() throws {
    #expect(try written("[{\"a\":1}]", "[ {\"a\":2}, {\"a\":3}]\n") == "[{\"a\":1}, {\"a\":2}, {\"a\":3}]")
    #expect(try written("a,b\r\n1,2", "\"a\",b\n3,4\n5,6") == "a,b\r\n1,2\r\n3,4\n5,6")
    #expect(try written("{\"a\":1}", "{\"b\":1}\n") == "{\"a\":1}\n{\"b\":1}\n")
    #expect(try written("{\"data\":[{\"a\":1}]}", "[{\"a\":2}]") == "{\"data\":[{\"a\":1},{\"a\":2}]}")
    #expect(try written("{\"x\":{\"a\":1}}", "{\"y\":{\"a\":2}}") == "{\"x\":{\"a\":1},\"y\":{\"a\":2}}")
  }

  @Test("sources that cannot be joined are refused, and keys that collide")
  func mixed() throws {
    for texts in [
      ["{\"a\":1}\n", "[{\"a\":1}]"], ["[{\"a\":1}]", "a,b\n1,2\n"], ["a,b\n1,2\n", "a,c\n1,2\n"],
      ["a,b\n1,2\n", "a\tb\n1\t2\n"],
    ] {
      let error = Samples.failure { _ = try written(texts.map { Array($0.utf8) }) }
      #expect(error?.code == .recordsMixedContainers, "\(texts)")
    }
    let error = Samples.failure { _ = try written("{\"x\":{\"a\":1}}", "{\"x\":{\"a\":2}}") }
    #expect(error?.code == .jsonDuplicateKey)
  }

  @Test(
    "real files come out byte for byte",
    arguments: [
      "chatdoctor5k.json", "pubmedqa-labelled.json", "mts-dialog-train.csv", "aci-bench-train.csv",
      "formats/alpaca_zh_demo.json", "formats/glaive_toolcall_en_demo.json", "formats/v1_sft_demo.jsonl",
    ])
  func realFiles(file: String) throws {
    guard
      let bytes = Samples.shared("data/datasets/" + file, "RecordSetWriterTests.realFiles", "\(file) written as it was")
    else { return }
    let ending = file.hasSuffix(".jsonl") && bytes.last != 0x0A ? "\n" : ""
    #expect(try written([bytes]) == Samples.string(bytes) + ending)
  }
}
