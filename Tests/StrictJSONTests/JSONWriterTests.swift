import Diagnostics
import Testing

@testable import StrictJSON

@Suite("JSONWriter")
struct JSONWriterTests {
  private let value: JSON = [
    "a": [1, -2, true, nil], "b": [:], "c": [], "d": ["e": "x\"\\/\u{8}\t\n\u{c}\r\u{1}\u{1f}\u{7f}é😀\u{2028}"],
  ]

  @Test("compact writing has no white space and escapes only what must be")
  func compact() {
    let written = String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
    #expect(
      written == #"{"a":[1,-2,true,null],"b":{},"c":[],"d":{"e":"x\"\\/\b\t\n\f\r\u0001\u001f"#
        + "\u{7f}é😀\u{2028}\"}}")
  }

  @Test("indented writing has one member a line")
  func indented() {
    let written = String(
      decoding: JSONWriter.bytes(of: ["a": [1, ["b": 2]], "c": [:], "d": []], layout: .indented), as: UTF8.self)
    #expect(
      written == """
        {
          "a": [
            1,
            {
              "b": 2
            }
          ],
          "c": {},
          "d": []
        }
        """)
  }

  @Test("spaced writing has the spaces of Python's json.dumps, on one line")
  func spaced() {
    let written = String(
      decoding: JSONWriter.bytes(of: ["a": [1, ["b": 2]], "c": [:], "d": [], "e": nil], layout: .spaced), as: UTF8.self)
    #expect(written == #"{"a": [1, {"b": 2}], "c": {}, "d": [], "e": null}"#)
  }

  @Test("the ASCII form writes what Python's json.dumps writes")
  func ascii() {
    var writer = JSONWriter(characters: .ascii)
    writer.string("aé中😀\u{7f}\n")
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"a\\u00e9\\u4e2d\\ud83d\\ude00\u{7f}\\n\"")
  }

  @Test("what is written is read back as the same tree")
  func roundTrip() throws {
    for layout in [JSONWriter.Layout.compact, .spaced, .indented] {
      let bytes = JSONWriter.bytes(of: value, layout: layout)
      #expect(try JSONReader().readTree(bytes, at: InputLocation(source: "test")) == value)
    }
  }

  @Test("an integer is written as Swift writes it, at every length")
  func integer() {
    var values = [0, .max, .min]
    var power = 1
    for _ in 0..<18 {
      power *= 10
      values += [power, power - 1, power + 1, -power, 1 - power, power / 2]
    }
    for value in values {
      var writer = JSONWriter()
      writer.integer(value)
      #expect(String(decoding: writer.bytes, as: UTF8.self) == String(value))
    }
  }

  @Test("integers are written as Swift writes them, at every length")
  func integers() throws {
    var values: [Int32] = [0, -1, .min, .max]
    var power: Int32 = 1
    for _ in 0..<9 {
      power *= 10
      values += [power - 1, power, power + 1, -power, 1 - power, power / 2 * 3]
    }
    values += (0..<3_000).map { Int32($0 * 7_919 % 151_936) }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("input_ids")
    writer.integers(values)
    writer.key("none")
    writer.integers([])
    writer.endObject()
    writer.newline()
    let expected = "{\"input_ids\":[" + values.map(String.init).joined(separator: ",") + "],\"none\":[]}\n"
    #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
  }

  @Test("a writer goes on after a line, and can be emptied and used again")
  func lines() {
    var writer = JSONWriter()
    writer.beginArray()
    writer.integer(1)
    writer.raw(Array("{\"x\": 1}".utf8))
    writer.bool(false)
    writer.number("1.50")
    writer.endArray()
    writer.newline()
    writer.null()
    writer.newline()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "[1,{\"x\": 1},false,1.50]\nnull\n")
    writer.removeAll()
    writer.string("é")
    #expect(writer.bytes == Array("\"é\"".utf8))
  }

  @Test("a tree is looked into by key and position")
  func treeAccess() {
    #expect(value["a"]?[1]?.int == -2)
    #expect(value["a"]?[9] == nil && value["z"] == nil && value["a"]?["b"] == nil)
    #expect(value["a"]?[2]?.bool == true && value["a"]?[3]?.isNull == true)
    #expect(value["b"]?.members?.isEmpty == true && value["c"]?.array?.isEmpty == true)
    #expect(JSON.double(0.1) == .number("0.1") && JSON.double(.infinity) == nil)
    #expect(JSON.number("2.5").double == 2.5 && JSON.number("2.5").int == nil)
  }
}
