import Diagnostics
import Foundation
import Reports
import StrictJSON
import TestSupport
import Testing

@testable import DatasetChecks

@Suite struct CheckSuiteTests {
  @Test("merged in input order, any number of workers gives the report of one")
  func merging() throws {
    for seed in UInt64(1)...40 {
      var generator = SeededGenerator(seed: seed)
      let observations = (1...150).map { Observations.random($0, using: &generator) }
      let whole = Observations.report(observations)
      #expect(whole.findings.count > 8, "seed \(seed)")
      let cuts = (0..<Int.random(in: 1...9, using: &generator)).map { _ in Int.random(in: 0...150, using: &generator) }
      var merged = CheckSuite(settings: Observations.settings)
      for (start, end) in zip([0] + cuts.sorted(), cuts.sorted() + [150]) {
        var suite = CheckSuite(settings: Observations.settings)
        for observation in observations[start..<end] { suite.observe(observation) }
        try merged.merge(suite)
      }
      #expect(merged.report().findings == whole.findings, "seed \(seed), cuts \(cuts)")
      let texts = try [merged.report(), whole].map { JSONWriter.bytes(of: try $0.document.json()) }
      #expect(texts[0] == texts[1], "seed \(seed), cuts \(cuts)")
    }
  }

  @Test("a dataset without faults has no findings")
  func good() {
    let report = Observations.report((1...40).map { Observations.good($0) })
    #expect(report.findings == [])
    #expect(!report.hasErrors)
    #expect(report.recordCount == 40)
    #expect(report.answerEntropy == 1)
  }

  @Test("an empty dataset has no findings")
  func empty() throws {
    let report = Observations.report([])
    #expect(report.findings == [])
    #expect(report.document.text().contains("nothing was counted"))
  }

  @Test("errors come first, then warnings, in the order of the codes")
  func order() {
    var generator = SeededGenerator(seed: 3)
    let findings = Observations.report((1...150).map { Observations.random($0, using: &generator) }).findings
    let severities = findings.map(\.severity)
    #expect(severities == severities.sorted(by: >))
    for (left, right) in zip(findings, findings.dropFirst()) where left.severity == right.severity {
      let codes = DiagnosticCode.datasetChecksCodes
      #expect((codes.firstIndex(of: left.code) ?? 0) < (codes.firstIndex(of: right.code) ?? 0))
    }
  }

  @Test("suites with other settings or checks are not merged")
  func differing() {
    var suite = CheckSuite(settings: Observations.settings)
    var settings = Observations.settings
    settings.reserve = 0
    for other in [
      CheckSuite(settings: settings), CheckSuite(settings: Observations.settings, further: [ShortOutputCheck()]),
    ] {
      let error = #expect(throws: TrainPackError.self) { try suite.merge(other) }
      #expect(error?.code.id == "check.suites-differ")
    }
  }

  @Test("MedQA at 512 tokens reads as its golden file")
  func medqa() throws {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    let settings = CheckSettings(
      contextLength: 512, data: ["medqa-usmle-test.jsonl"], profile: "mistral-7b-instruct-v0.3", beginningToken: "<s>")
    var suite = CheckSuite(settings: settings)
    let lines = try String(contentsOf: fixtures.appending(path: "medqa-mistral-v3-512.txt"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count == 1_273)
    for (index, line) in lines.enumerated() {
      let fields = line.split(separator: " ")
      let numbers = fields.map { Int($0) ?? 0 }
      var observation = RecordObservation(
        location: InputLocation(source: "medqa-usmle-test.jsonl", line: index + 1), tokenCount: numbers[0],
        lossTokenCount: numbers[1])
      observation.lossTokensBeyondContext = numbers[2]
      observation.outputTokenCount = numbers[1] - 1
      observation.leadingBOSCount = 1
      observation.hashes = .init(exact: UInt128(index), folded: UInt128(index))
      observation.answer = .init(letter: Array(fields[3].utf8), optionCount: numbers[4], agreement: .agrees)
      suite.observe(observation)
    }
    let text = suite.report().document.text(TextStyle(width: 100))
    let golden = fixtures.appending(path: "medqa-check-100.txt")
    if ProcessInfo.processInfo.environment["TRAINPACK_RECORD_FIXTURES"] != nil { try Data(text.utf8).write(to: golden) }
    #expect(text == (try String(contentsOf: golden, encoding: .utf8)), "\(text)")
  }
}
