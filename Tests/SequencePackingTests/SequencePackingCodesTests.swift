import Diagnostics
import Testing

@testable import SequencePacking

@Suite struct SequencePackingCodesTests {
  @Test("every code has its own name, a summary and an explanation")
  func codes() {
    let codes = DiagnosticCode.sequencePackingCodes
    #expect(Set(codes.map(\.id)).count == codes.count)
    #expect(codes.allSatisfy { $0.id.hasPrefix("pack.") && !$0.summary.isEmpty && !$0.explanation.isEmpty })
  }
}
