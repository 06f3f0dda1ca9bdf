import Diagnostics
import TestSupport
import Testing

@testable import DatasetChecks

@Suite struct DatasetChecksCodesTests {
  @Test("every code has its own name, a summary and an explanation of a few sentences")
  func codes() {
    let codes = DiagnosticCode.datasetChecksCodes
    #expect(Set(codes.map(\.id)).count == codes.count)
    for code in codes {
      #expect(code.id.hasPrefix("check.") && !code.summary.isEmpty)
      #expect(code.explanation.split(separator: ". ").count > 1, "\(code.id)")
    }
  }

  @Test("every finding's code is listed")
  func findingsAreListed() {
    var generator = SeededGenerator(seed: 11)
    var settings = Observations.settings
    settings.contextClaims = [.init(source: "a", tokens: 1)]
    settings.paddingThatEndsTurns = "</s>"
    settings.trainedContext = 1
    let report = Observations.report((1...400).map { Observations.random($0, using: &generator) }, settings: settings)
    let short = (1...40).map { line in
      Observations.good(line) {
        $0.answer = nil
        $0.outputTokenCount = 1
      }
    }
    var suite = CheckSuite(settings: settings)
    suite.refused.add(TrainPackError(.checkOverflow, "no such role", fix: "none"))
    let rejected = suite.report(rejected: RejectedRecords(count: 1))
    let all = report.findings + Observations.report(short).findings + rejected.findings
    let found = Set(all.map(\.code.id))
    let listed = Set(DiagnosticCode.datasetChecksCodes.map(\.id))
    #expect(listed.subtracting(found) == ["check.suites-differ"])
    #expect(found.subtracting(listed).isEmpty)
  }
}
