import Diagnostics
import Testing

@testable import Records

@Suite("FormatCatalogue")
struct FormatCatalogueTests {
  private static let alpaca = #"{"instruction":"x","output":"y"}"#
  private static let messages = #"{"messages":[{"role":"assistant","content":"y"}]}"#
  private static let medqa = #"{"question":"Q?","options":{"A":"x"},"answer":"x","answer_idx":"A"}"#

  private func recognise(_ lines: [String]) throws -> String {
    let reader = try Samples.reader(Array(lines.joined(separator: "\n").utf8))
    let batch = try #require(try reader.nextBatch())
    return try FormatCatalogue.standard().recogniseFormat(in: batch).name
  }

  private func failure(_ lines: [String]) -> TrainPackError? { Samples.failure { _ = try recognise(lines) } }

  @Test("each format is recognised from its fields")
  func recognises() throws {
    #expect(try recognise([Self.alpaca]) == "alpaca")
    #expect(try recognise([Self.messages, Self.messages]) == "messages")
    #expect(try recognise([Self.medqa]) == "medqa")
  }

  @Test("a bad record among the first ones does not hide the format of the others")
  func badRecordInSample() throws {
    #expect(try recognise(["{broken", Self.alpaca, #"{"instruction":"x"}"#, Self.alpaca, Self.alpaca]) == "alpaca")
    #expect(try recognise([Self.alpaca, #"{"instruction":"x"}"#]) == "alpaca")
    let record = try Samples.records(#"{"instruction":"x"}"#)[0]
    let error = Samples.failure { _ = try RecordParser(format: AlpacaFormat()).parse(record) }
    #expect(error?.code == .recordsMissingField && error?.location?.pointer == "/output")
  }

  @Test("unknown fields are an error that says what each format missed")
  func unknown() throws {
    let error = try #require(failure([#"{"instruction":1,"text":"y"}"#]))
    #expect(error.code == .recordsUnknownFormat && error.location?.line == 1)
    #expect(error.details.count == 3)
    #expect(error.details[0].contains("messages") && error.details[0].contains("no /messages"))
    #expect(error.details[1].contains("/instruction is a number, not a string, no /output"))
    #expect(error.details[2].contains("no /question, no /options, no /answer, no /answer_idx"))
    #expect(failure([Self.alpaca, "{}", "{}"])?.code == .recordsUnknownFormat)
  }

  @Test("records that fit two formats, or a mixture, are ambiguous")
  func ambiguous() throws {
    let both = #"{"messages":[],"instruction":"x","output":"y"}"#
    #expect(failure([both])?.code == .recordsAmbiguousFormat)
    let mixed = try #require(failure([Self.alpaca, Self.alpaca, Self.messages]))
    #expect(mixed.code == .recordsAmbiguousFormat && mixed.message.contains("messages, alpaca"))
    #expect(mixed.fix.contains("--input-format"))
  }

  @Test("when nothing can be read, the first record's own error is told")
  func nothingReadable() {
    #expect(failure(["{'a': 1}", "{'a': 2}"])?.code == .jsonInvalid)
  }

  @Test("a format is found by name, and a mistyped name is answered with the nearest")
  func byName() throws {
    let catalogue = try FormatCatalogue.standard()
    for name in catalogue.names { #expect(try catalogue.format(named: name).name == name) }
    let near = try #require(Samples.failure { _ = try catalogue.format(named: "Alpacca") })
    #expect(near.code == .recordsUnknownFormatName && near.fix.contains("alpaca"))
    #expect(
      Samples.failure { _ = try catalogue.format(named: "parquet") }?.details == ["formats: messages, alpaca, medqa"])
  }
}
