import Diagnostics
import Testing

@testable import StrictJSON

@Suite("JSONReader")
struct JSONReaderTests {
  private static let place = InputLocation(source: "data.jsonl", line: 7, byteOffset: 100, recordID: nil)

  private func read(_ text: String) throws -> JSONDocument {
    try JSONReader().read(Array(text.utf8), at: Self.place)
  }

  private func error(_ bytes: [UInt8]) -> TrainPackError? {
    do {
      _ = try JSONReader().read(bytes, at: Self.place)
      return nil
    } catch {
      return error as? TrainPackError
    }
  }

  private func error(_ text: String) -> TrainPackError? { error(Array(text.utf8)) }

  @Test("values know their kind, their text and their raw bytes")
  func values() throws {
    let text = #" {"a": "x\né", "b": [1, -2.50, true, null], "c": {"d": "\u4e2d"} , "e":{}}"#
    let document = try read(text)
    let root = document.root
    #expect(root.kind == .object && root.count == 4)
    #expect(root["a"]?.utf8.map(Array.init) == Array("x\né".utf8))
    #expect(root["a"].map { Array($0.raw) } == Array(#""x\né""#.utf8))
    #expect(root["b"]?.elements.map(\.kind) == [.number, .number, .bool, .null])
    #expect(root["b"]?.element(at: 1)?.numberText == "-2.50")
    #expect(root["b"]?.element(at: 1)?.int == nil)
    #expect(root["b"]?.element(at: 1)?.double == -2.5)
    #expect(root["b"]?.element(at: 0)?.int == 1)
    #expect(root["b"]?.element(at: 2)?.bool == true)
    #expect(root["b"]?.element(at: 3)?.isNull == true)
    #expect(root["b"]?.element(at: 4) == nil)
    #expect(root["b"].map { Array($0.raw) } == Array("[1, -2.50, true, null]".utf8))
    #expect(root["c"]?["d"]?.string == "中")
    #expect(root["missing"] == nil && root["a"]?["b"] == nil)
    #expect(root.members.map { $0.key.string } == ["a", "b", "c", "e"])
    #expect(root.range == 1..<text.utf8.count)
  }

  @Test("a value is found by its pointer, and gives its pointer and place back")
  func pointers() throws {
    let document = try read("{\"a/b\": [0, {\"m~n\": \"x\"}],\n \"c\": 1}")
    let pointer = try JSONPointer("/a~1b/1/m~0n")
    let value = try #require(document.value(at: pointer))
    #expect(value.string == "x")
    #expect(value.pointer == pointer)
    #expect(value.pointer.description == "/a~1b/1/m~0n")
    #expect(document.root["c"]?.location.description == "data.jsonl:8:7, byte 133, /c")
    #expect(document.value(at: try JSONPointer("/a~1b/01")) == nil)
    #expect(document.value(at: try JSONPointer("/a~1b/-")) == nil)
    #expect(document.value(at: JSONPointer())?.kind == .object)
    #expect(throws: TrainPackError.self) { try JSONPointer("a") }
    #expect(throws: TrainPackError.self) { try JSONPointer("/~2") }
    #expect(throws: TrainPackError.self) { try JSONPointer("/~") }
  }

  @Test("every value of a document gives a pointer that leads back to it")
  func pointersLeadBack() throws {
    let document = try read(#"{"a":[[],[1,{"b":[2,3]}]],"c":{"":{"d":null}},"e":"f"}"#)
    func visit(_ value: JSONValue) {
      #expect(document.value(at: value.pointer)?.range == value.range)
      for member in value.members { visit(member.value) }
      for element in value.elements { visit(element) }
    }
    visit(document.root)
  }

  @Test("a reader is reused, documents share an array, and earlier documents stay")
  func reuse() throws {
    let source = Array("{\"a\":\"1\\n\"}\n[2]\n".utf8)
    let reader = JSONReader()
    let first = try reader.read(source, in: 0..<11, at: Self.place)
    let second = try reader.read(source, in: 12..<15, at: Self.place)
    #expect(first.root["a"]?.string == "1\n")
    #expect(second.root.element(at: 0)?.int == 2)
    #expect(Array(first.bytes) == Array("{\"a\":\"1\\n\"}".utf8))
    #expect((try? reader.read(source, in: 0..<14, at: Self.place)) == nil)
    #expect(try reader.read(source, in: 12..<15, at: Self.place).root.count == 1)
  }

  @Test("keys that differ as bytes are different keys, though Swift strings would be equal")
  func canonicalEquivalence() throws {
    let root = try read("{\"\u{e9}\":1,\"e\u{301}\":2}").root
    #expect(root.count == 2)
    #expect(root["\u{e9}"]?.int == 1)
    #expect(root["e\u{301}"]?.int == 2)
  }

  @Test("equal keys are refused with both places, among few members and among many")
  func duplicateKeys() throws {
    let few = try #require(error(#"{"a":{"x":1,"y":2,"x":3}}"#))
    #expect(few.code == .jsonDuplicateKey)
    #expect(few.location?.description == "data.jsonl:7:19, byte 118, /a/x")
    #expect(few.details == ["first at data.jsonl:7:7, byte 106"])
    let members = (0..<5_000).map { "\"k\($0)\":\($0)" }
    let many = try #require(error("{" + (members + ["\"k17\":0", "\"k3\":1"]).joined(separator: ",") + "}"))
    #expect(many.code == .jsonDuplicateKey && many.message.contains("\"k17\""))
    #expect(error("{" + members.joined(separator: ",") + "}") == nil)
    let alike = (0..<40).map { "\"abcdefgh\($0)\":0" } + ["\"a\":0", "\"a\\u0000\":0", "\"\":0", "\"abcdefgh\":0"]
    #expect(error("{" + alike.joined(separator: ",") + "}") == nil)
    let twice = try #require(error("{" + (alike + ["\"a\\u0000\":1"]).joined(separator: ",") + "}"))
    #expect(twice.code == .jsonDuplicateKey && twice.message.contains("a\\x00"))
    let kept = try JSONReader(duplicateKeys: .keepLast).read(Array(#"{"x":1,"x":2}"#.utf8), at: Self.place)
    #expect(kept.root["x"]?.int == 2 && kept.root.count == 2)
  }

  @Test("errors name line, column, byte and pointer, and show the text")
  func errorPlaces() throws {
    let invalid = try #require(error("{\"a\": [1, {\"b\": 'x'}]}"))
    #expect(invalid.code == .jsonInvalid)
    #expect(invalid.location?.description == "data.jsonl:7:17, byte 116, /a/1/b")
    #expect(invalid.message.contains("single quotes"))
    #expect(invalid.details.contains { $0.contains("near: ") })
    let second = try #require(error("{\n  \"a\": 1,\n}"))
    #expect(second.location?.line == 9 && second.location?.column == 1)
    #expect(second.fix.contains("trailing comma"))
    let utf8 = try #require(error(Array("{\"t\":[\"ok\",\"caf".utf8) + [0xE9] + Array("\"]}".utf8)))
    #expect(utf8.code == .jsonInvalidUTF8)
    #expect(utf8.location?.description == "data.jsonl:7:16, byte 115, /t/1")
    let surrogate = try #require(error(#"{"t":["a\ud83d"]}"#))
    #expect(surrogate.code == .jsonLoneSurrogate)
    #expect(surrogate.location?.description == "data.jsonl:7:9, byte 108, /t/0")
    let number = try #require(error("[1,2,\(String(repeating: "9", count: 1_200))]"))
    #expect(number.code == .jsonNumberTooLong && number.message.contains("1200") && number.message.contains("1000"))
    #expect(number.location?.pointer == "/2")
    let truncated = try #require(error(#"{"a":[1,{"b":"text"#))
    #expect(truncated.code == .jsonTruncated && truncated.location?.pointer == "/a/1/b")
  }

  @Test(
    "the remedy fits the mistake",
    arguments: [
      ("{\"a\": None}", "json.dumps"), ("[NaN]", "null"), ("{'a': 1}", "double quotes"), ("[01]", "leading zeros"),
      ("[1] // x", "one value"), ("[1, /* x */ 2]", "comment"), ("[.5]", "0 before"), ("[+1]", "remove the +"),
      ("{\"a\":\"C:\\dir\"}", "\\\\"), ("[1,]", "comma"), ("[abc]", "double quotes"),
      ("{\"a\":1}{\"b\":2}", "line of its own"),
    ])
  func remedies(text: String, remedy: String) throws {
    let found = try #require(error(text))
    #expect(found.fix.contains(remedy), "\(found)")
  }

  @Test("every code is listed once and explained")
  func codes() {
    let identifiers = DiagnosticCode.jsonCodes.map(\.id)
    #expect(Set(identifiers).count == identifiers.count)
    #expect(DiagnosticCode.jsonCodes.allSatisfy { $0.id.hasPrefix("json.") && $0.explanation.count > 60 })
  }
}
