import Reports

/// What was found of vocabularies, a line each.
public struct VocabularyVerifyReport: Sendable {
  public var report: Report

  public init(_ verification: VocabularyVerification) {
    let results = verification.results
    report = Report(
      name: "vocabularies-verify", title: Self.title(results),
      sections: [
        ReportSection(
          "Vocabularies",
          [.table(ReportTable("vocabularies", columns: Self.columns, rows: results.map(Self.row)))])
      ])
    let notes = results.compactMap { result in result.problem.map { "\(result.name): \($0)" } } + Self.remarks(results)
    if !notes.isEmpty { report.append(ReportSection("", notes.map { .note($0) })) }
  }

  private static func title(_ results: [VocabularyVerification.Result]) -> String {
    VocabularyVerification.State.allCases.compactMap { state in
      let count = results.count { $0.state == state }
      return count == 0 && state == .missing ? nil : "\(count) \(state.rawValue)"
    }.joined(separator: ", ")
  }

  private static let columns: [ReportTable.Column] = [
    .init("name", "vocabulary"), .init("state", "state"), .init("format", "format"), .init("tokens", "tokens"),
    .init("samples", "samples"), .init("samples_passed", "passed"), .init("examined", "tokens as text"),
    .init("strays", "that differ"),
    .init("stray_examples", "among them", visibility: .dataOnly),
    .init("reference", "reference", visibility: .dataOnly), .init("sha256", "sha256", visibility: .dataOnly),
    .init("problem", "problem", visibility: .dataOnly),
  ]

  private static func row(_ result: VocabularyVerification.Result) -> [ReportValue] {
    let text = { (value: String?) in value.map { ReportValue.text($0) } ?? .none }
    let isLoaded = result.tokenCount != nil
    let count = { (value: Int) in isLoaded ? ReportValue.count(value) : .none }
    return [
      .text(result.name), .text(result.state.rawValue), text(result.format), count(result.tokenCount ?? 0),
      count(result.sampleCount), count(result.passedSampleCount), count(result.tokens?.examinedCount ?? 0),
      count(result.tokens?.strayCount ?? 0),
      .list(result.tokens?.strayExamples ?? []), text(result.reference), text(result.sha256), text(result.problem),
    ]
  }

  private static func remarks(_ results: [VocabularyVerification.Result]) -> [String] {
    var remarks: [String] = []
    if results.contains(where: { ($0.tokens?.strayCount ?? 0) > 0 }) {
      remarks.append(
        "Tokens as text: ordinary tokens whose bytes are text, each encoded by itself. Where a pattern cuts the text, or a "
          + "normalizer changes it, other tokens come back; that is so in sound vocabularies too.")
    }
    if results.contains(where: { $0.state == .missing }) {
      remarks.append("`trainpack vocabularies fetch NAME` gets one that is missing.")
    }
    return remarks
  }
}
