import Diagnostics
import Testing

@testable import ContextFitting

@Suite struct ContextFittingCodesTests {
  @Test("every code has its own name, a summary and an explanation")
  func codes() {
    let codes = DiagnosticCode.contextFittingCodes
    #expect(Set(codes.map(\.id)).count == codes.count)
    #expect(codes.allSatisfy { $0.id.hasPrefix("fit.") && !$0.summary.isEmpty && !$0.explanation.isEmpty })
  }
}
