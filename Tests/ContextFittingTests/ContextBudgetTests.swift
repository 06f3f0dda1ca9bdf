import Diagnostics
import Testing

@testable import ContextFitting

@Suite struct ContextBudgetTests {
  @Test("the budget is the context length less the reserve")
  func budget() throws {
    #expect(try ContextBudget(contextLength: 512).tokens == 512)
    #expect(try ContextBudget(contextLength: 512, reserve: 511).tokens == 1)
  }

  @Test("a budget without room is refused", arguments: [(0, 0), (-1, 0), (512, 512), (512, 600), (512, -1), (1, .max)])
  func refused(contextLength: Int, reserve: Int) {
    let error = #expect(throws: TrainPackError.self) {
      try ContextBudget(contextLength: contextLength, reserve: reserve)
    }
    #expect(error?.code.id == "fit.budget")
  }
}
