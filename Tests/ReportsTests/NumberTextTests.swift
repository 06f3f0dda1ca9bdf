import Testing

@testable import Reports

@Suite struct NumberTextTests {
  @Test(
    "whole numbers have a comma between groups of three digits",
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1,000"), (1_273, "1,273"), (-12_345, "-12,345"), (1_234_567, "1,234,567"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func counts(value: Int, text: String) {
    #expect(NumberText.count(value) == text)
  }

  @Test(
    "decimals have exactly the digits asked for",
    arguments: [
      (0.0, 1, "0.0"), (0.05, 1, "0.1"), (99.95, 1, "100.0"), (99.94, 1, "99.9"), (-0.04, 1, "0.0"),
      (-1.25, 1, "-1.3"), (1234.5678, 3, "1,234.568"), (2.5, 0, "3"), (0.999, 2, "1.00"), (.infinity, 1, "-"),
      (.nan, 2, "-"), (1e300, 2, "1e+300"), (0.06, 3, "0.060"),
    ])
  func decimals(value: Double, digits: Int, text: String) {
    #expect(NumberText.decimal(value, fractionDigits: digits) == text)
  }
}
