import Diagnostics
import StrictJSON
import Testing

@testable import Records

/// Images beside a conversation, which no chat template of words renders.
@Suite("Images beside a conversation")
struct MediaFieldsTests {
  private static let turns = #""messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"b"}]"#

  private func failure(_ text: String, map: [String] = []) throws -> TrainPackError? {
    let batch = try #require(try Samples.reader(Array(text.utf8)).nextBatch())
    let map = try FieldMap(map)
    return Samples.failure {
      let format = try FormatCatalogue.standard().format(for: batch, choice: FormatChoice(map: map))
      _ = try RecordParser(format: format, map: map).parse(batch.records[0])
    }
  }

  @Test(
    "a record with images is refused, whatever its format",
    arguments: [
      (#"{\#(Self.turns),"images":["a.jpg"]}"#, "/images"), (#"{\#(Self.turns),"image":"a.jpg"}"#, "/image"),
      (
        #"{"image":"a.jpg","conversations":[{"from":"human","value":"<image>\nWhat?"},{"from":"gpt","value":"y"}]}"#,
        "/image"
      ),
      (#"{"image":{"path":"a.jpg"},"question":"What?","answer":"y"}"#, "/image"),
      (#"{"instruction":"What?","output":"y","images":["a.jpg"]}"#, "/images"),
      (#"{"prompt":"What?","completion":"y","images":["a.jpg"]}"#, "/images"),
      (#"{"prompt":"What?","chosen":"y","rejected":"z","images":["a.jpg"]}"#, "/images"),
      (#"{"images":[],"prompt":"<image> What?","completion":"y"}"#, "/images"),
    ])
  func refused(text: String, pointer: String) throws {
    let error = try #require(try failure(text))
    #expect(error.code == .recordsUnsupported && error.location?.pointer == pointer)
    #expect(error.fix.contains("<image>") && error.fix.contains("--on-bad-record skip"))
  }

  @Test(
    "empty fields, and texts about the placeholder alone, are read",
    arguments: [
      #"{\#(Self.turns),"images":[]}"#, #"{\#(Self.turns),"image":null}"#,
      #"{"prompt":"What is <image> in HTML?","completion":"y"}"#,
    ])
  func harmless(text: String) throws { #expect(try failure(text) == nil) }

  @Test("a field that is mapped is a text like another")
  func mapped() throws {
    #expect(try failure(#"{"image":"A tree.","answer":"y"}"#, map: ["question=image"]) == nil)
  }
}
