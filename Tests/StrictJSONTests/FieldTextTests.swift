import Diagnostics
import TestSupport
import Testing

@testable import StrictJSON

/// A member's text, read alone and in place, is the text of the document, and every error is the document's.
@Suite("The text of one member")
struct FieldTextTests {
  private static let place = InputLocation(source: "data.jsonl", line: 7, byteOffset: 100)

  private enum Answer: Equatable {
    case text([UInt8])
    case none
    case error(TrainPackError)
  }

  private let reader = JSONReader()

  private func alone(_ source: [UInt8], _ range: Range<Int>, key: String) -> Answer {
    var answer = Answer.none
    do {
      try reader.withText(ofKey: Array(key.utf8), in: source, range, at: Self.place) { text in
        answer = .text(text.indices.map { text[$0] })
      }
      return answer
    } catch {
      return (error as? TrainPackError).map { .error($0) } ?? .none
    }
  }

  private func ofDocument(_ source: [UInt8], _ range: Range<Int>, key: String) -> Answer {
    do {
      return try reader.read(source, in: range, at: Self.place).root[key]?.utf8.map { .text(Array($0)) } ?? .none
    } catch {
      return (error as? TrainPackError).map { .error($0) } ?? .none
    }
  }

  /// Reads `text` by itself, and as a line between others: copied, and where it lies.
  private func check(_ text: [UInt8], _ comment: @autoclosure () -> String) {
    let before = Array("{\"t\": 1}\n".utf8)
    let range = before.count..<before.count + text.count
    for key in ["t", "", "n\u{e9}"] {
      let expected = ofDocument(text, 0..<text.count, key: key)
      #expect(alone(text, 0..<text.count, key: key) == expected, "\(comment()), alone, key \(key)")
      for lineBreak in ["\n", "\r\n"] {
        let copied = before + text + Array((lineBreak + "{\"t\": \"other\"}\n").utf8)
        let inPlace = copied + Array((String(repeating: " \"", count: 64)).utf8)
        let line = ofDocument(copied, range, key: key)
        #expect(alone(copied, range, key: key) == line, "\(comment()), copied, key \(key)")
        #expect(alone(inPlace, range, key: key) == line, "\(comment()), in place, key \(key)")
        #expect(ofDocument(inPlace, range, key: key) == line, "\(comment()), a document in place, key \(key)")
      }
    }
  }

  private static let texts = [
    #"{"t":"plain"}"#, #"{"t":""}"#, #"{"":"empty","t":"x"}"#,
    #"{"a":1,"t":"a\n\t\"\\\/\b\f\r","né":"\u00e9\ud83d\ude00"}"#,
    #"{"t":1}"#, #"{"t":null}"#, #"{"t":["x"]}"#, #"{"t":{"t":"inner"}}"#, #"{"u":{"t":"inner"}}"#, "[]", #"["t"]"#,
    #""t""#, "12", "", "  ", #"{"t":"x"} "#, #" {"t" : "x" , "\u0074t": "y"}"#, #"{"\u0074":"by escape"}"#,
    #"{"t":"x","t":"y"}"#, #"{"t":"x","\u0074":"y"}"#, #"{"t":"x""#, #"{"t":"x"#, #"{"t":"x\"#, #"{"t":"\x"}"#,
    #"{"t":"\u12"}"#,
    #"{"t":"\ud800"}"#, #"{"a":"\ud800","t":"x"}"#, #"{"t":"x",}"#, #"{"t":"x"}}"#, #"{"t" "x"}"#, #"{"t":01}"#,
    "{\"t\":\"\t\"}",
    #"{"a":[1,2,{"b":tru}],"t":"x"}"#, #"{"a":[[],"t":"x"}"#, "\u{feff}{\"t\":\"x\"}", "{\"t\":\"né\"}", #"{"t":nul"#,
    #"{"t":-"#,
  ]

  @Test("a text read alone, in place or not, is the one of the document")
  func sameAsDocument() {
    for text in Self.texts {
      check(Array(text.utf8), text)
      check(Array(text.utf8.dropLast()), text + " without its end")
    }
    check([0x7B, 0x22, 0x74, 0x22, 0x3A, 0x22, 0xC3, 0x22, 0x7D], "ill-formed UTF-8")
  }

  @Test("escapes at every distance from each other and from the end of a block are decoded")
  func escapes() {
    for plain in [0, 1, 15, 16, 31, 32, 33, 63, 64, 65, 200] {
      for gap in [0, 1, 14, 30, 31, 32, 33, 64] {
        for escape in [#"\n"#, #"\""#, #"\u4e2d"#, #"\ud83d\ude00"#] {
          let text =
            "{\"t\":\"" + String(repeating: "p", count: plain) + escape + String(repeating: "q", count: gap) + escape
            + "\",\"n\u{e9}\":\"\(escape)\"}"
          check(Array(text.utf8), "\(plain) bytes, \(escape), \(gap) bytes")
        }
      }
    }
  }

  @Test("texts with bytes changed at random are read or refused as documents are")
  func changed() {
    let seed: UInt64 = 20_260
    var random = SeededGenerator(seed: seed)
    let bytes = Array(#""\{}[]:,0-9.eE+ut rfalsn"#.utf8) + [0x0A, 0x0D, 0x20, 0x00, 0xC3, 0xA9, 0xED, 0xA0, 0x80]
    for round in 0..<1_500 {
      var text = Array((Self.texts.randomElement(using: &random) ?? "").utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) where !text.isEmpty {
        let place = Int.random(in: 0..<text.count, using: &random)
        let byte = bytes.randomElement(using: &random) ?? 0x20
        if Bool.random(using: &random) { text[place] = byte } else { text.insert(byte, at: place) }
      }
      check(text, "seed \(seed), round \(round): \(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test("what the body throws comes out, and the reader reads on")
  func bodyThrows() throws {
    struct Stop: Error {}
    let text = Array(#"{"t":"x"}"#.utf8)
    #expect(throws: Stop.self) {
      try reader.withText(ofKey: Array("t".utf8), in: text, 0..<text.count, at: Self.place) { _ in throw Stop() }
    }
    check(text, "afterwards")
  }
}
