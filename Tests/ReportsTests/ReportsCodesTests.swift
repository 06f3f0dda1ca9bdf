import Diagnostics
import Testing

@testable import Reports

@Suite struct ReportsCodesTests {
  @Test("every code has its own name, a summary and an explanation")
  func codes() {
    let codes = DiagnosticCode.reportsCodes
    #expect(Set(codes.map(\.id)).count == codes.count)
    #expect(codes.allSatisfy { $0.id.hasPrefix("report.") && !$0.summary.isEmpty && !$0.explanation.isEmpty })
  }
}
