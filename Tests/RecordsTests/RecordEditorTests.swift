import Diagnostics
import StrictJSON
import Testing

@testable import Records

@Suite("RecordEditor")
struct RecordEditorTests {
  private func edit(_ text: String, _ replacements: [(String, String)]) throws -> String {
    let record = try Samples.records("{}\n" + text + "\r\n{}\n")[1]
    let edits = replacements.map { RecordEditor.Replacement(field: $0.0, utf8: Array($0.1.utf8)) }
    return Samples.string(try RecordEditor().replacing(edits, in: record))
  }

  @Test("only the bytes of the changed value change")
  func changesOneValue() throws {
    let text = #"{ "b" : 1.50 , "question":"Old \u00e9 \/ é","z" : [ "question" ] }"#
    #expect(
      try edit(text, [("/question", "New \"é\"\n")])
        == #"{ "b" : 1.50 , "question":"New \"é\"\n","z" : [ "question" ] }"#)
    #expect(try edit(text, []) == text)
    #expect(try edit(text, [("/z/0", "q"), ("/question", "")]) == #"{ "b" : 1.50 , "question":"","z" : [ "q" ] }"#)
  }

  @Test("a record in ASCII stays in ASCII")
  func staysASCII() throws {
    #expect(try edit(#"{"q":"caf\u00e9 \ud83d\ude00"}"#, [("/q", "é😀")]) == #"{"q":"\u00e9\ud83d\ude00"}"#)
  }

  @Test("what is written back reads as the new text, whatever it holds")
  func roundTrip() throws {
    for text in ["", "\u{0}\u{1f}\"\\/", "a\nb\tc", "😀é\u{2028}", "{\"x\":1}"] {
      let edited = try edit(#"{"q":"é"}"#, [("/q", text)])
      let root = try JSONReader().read(Array(edited.utf8), at: InputLocation(source: "test")).root
      #expect(root["q"]?.utf8.map(Array.init) == Array(text.utf8))
    }
  }

  @Test("a field that is missing, no text, or named twice is an error", arguments: ["/x", "/b", "", "/a/0/c"])
  func noSuchField(pointer: String) {
    let error = Samples.failure { _ = try edit(#"{"a":["t"],"b":1}"#, [(pointer, "x")]) }
    #expect(error?.code == .recordsNoSuchField && error?.location?.line == 2)
    #expect(Samples.failure { _ = try edit(#"{"a":"t"}"#, [("/a", "x"), ("/a", "y")]) }?.code == .recordsNoSuchField)
  }
}
