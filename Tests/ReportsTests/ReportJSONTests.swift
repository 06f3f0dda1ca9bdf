import Diagnostics
import Foundation
import StrictJSON
import Testing

@testable import Reports

@Suite struct ReportJSONTests {
  @Test("the JSON face reads as its golden file")
  func golden() throws {
    let bytes = JSONWriter.bytes(of: try Sample.report.json(), layout: .indented) + [0x0A]
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/sample.json")
    if ProcessInfo.processInfo.environment["TRAINPACK_RECORD_FIXTURES"] != nil { try Data(bytes).write(to: file) }
    #expect(bytes == [UInt8](try Data(contentsOf: file)))
  }

  @Test("the schema comes first, and findings have the keys of the contract")
  func contract() throws {
    let json = try Sample.report.json()
    #expect(json.members?.first?.value.string == "trainpack/sample/1")
    #expect(json["totals"]?["records"]?.int == 1_273)
    #expect(json["totals"]?["efficiency"]?.double == 0.99938)
    #expect(json["totals"]?["system_prompt"]?.isNull == true)
    #expect(json["totals"]?["fits"]?.bool == false)
    #expect(json["tokens"]?["marks"]?[0]?["above"]?.int == 1)
    #expect(json["models"]?[2]?["note"]?.isNull == true)
    let finding = try #require(json["findings"]?[0])
    #expect(
      finding.members?.map { String(decoding: $0.key, as: UTF8.self) }
        == ["code", "severity", "message", "count", "places", "fix"])
    #expect(finding["places"]?[0]?["record_id"]?.string == "q-17")
    #expect(json["notes"]?[0]?.string == "Counted with the profile's own template.")
  }

  @Test("two parts of one name are refused instead of one overwriting the other")
  func duplicateKeys() {
    let facts = ReportBlock.facts(ReportFacts("totals", [.init("records", "records", .count(1))]))
    let twice = ReportBlock.facts(
      ReportFacts("twice", [.init("a", "a", .count(1)), .init("a", "b", .count(2))]))
    let columns = ReportBlock.table(ReportTable("t", columns: [.init("a", "a"), .init("a", "b")], rows: [[]]))
    let reserved = ReportBlock.facts(ReportFacts("schema", []))
    for blocks in [[facts, facts], [twice], [columns], [reserved], [.findings([]), .findings([])]] {
      let report = Report(name: "x", title: "x", sections: [ReportSection("x", blocks)])
      let error = #expect(throws: TrainPackError.self) { try report.json() }
      #expect(error?.code.id == "report.duplicate-key")
    }
  }

  @Test("what is no number in JSON is null")
  func nonFinite() throws {
    let facts = ReportFacts(
      "f", [.init("a", "a", .number(.nan, fractionDigits: 1)), .init("b", "b", .share(.infinity, fractionDigits: 1))])
    let json = try Report(name: "x", title: "x", sections: [ReportSection("x", [.facts(facts)])]).json()
    #expect(json["f"]?["a"]?.isNull == true && json["f"]?["b"]?.isNull == true)
    let empty = Distribution("d", "d", Histogram())
    let none = try Report(name: "x", title: "x", sections: [ReportSection("x", [.distribution(empty)])]).json()
    #expect(none["d"]?["mean"]?.isNull == true && none["d"]?["p50"]?.isNull == true && none["d"]?["count"]?.int == 0)
  }

  @Test("what is known by its sum shows twelve digits to people and all to programs")
  func sums() throws {
    let digits = String(repeating: "0123456789abcdef", count: 4)
    let facts = ReportFacts(
      "f", [.init("l", "layout", .sums([.init("a, b", sha256: digits)])), .init("n", "no", .sums([]))])
    let report = Report(name: "x", title: "x", sections: [ReportSection("x", [.facts(facts)])])
    let json = try report.json()
    #expect(json["f"]?["l"]?[0]?["name"]?.string == "a, b")
    #expect(json["f"]?["l"]?[0]?["sha256"]?.string == digits)
    #expect(json["f"]?["n"] == .array([]))
    #expect(report.text().contains("a, b (sha256 0123456789ab)"))
  }
}
