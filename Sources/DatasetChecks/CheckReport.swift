import Diagnostics
import Reports

/// What `check` has to say about a dataset and a model.
public struct CheckReport: Sendable {
  public let settings: CheckSettings
  public let figures: DatasetFigures
  let answers: LetterCounts
  /// How many records were set aside, and are in none of the figures.
  public let rejectedCount: Int
  /// How many records the template does not render; they are in none of the figures either.
  public var refusedCount = 0
  /// What the records are.
  let source: ReportFacts?
  /// The findings, errors first.
  public let findings: [Finding]

  init(
    settings: CheckSettings, figures: DatasetFigures, answers: LetterCounts, rejectedCount: Int,
    source: ReportFacts? = nil, findings: [Finding]
  ) {
    self.source = source
    self.settings = settings
    self.figures = figures
    self.answers = answers
    self.rejectedCount = rejectedCount
    self.findings = findings
  }

  public var recordCount: Int { figures.tokens.count }

  /// Whether any finding is an error, so that the answer of `check` is no.
  public var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// How often each answer letter occurs, by letter.
  public var answerCounts: [(letter: String, count: Int)] { answers.ordered }

  /// The entropy of the answer letters over its greatest value, in 0...1; `nil` without a choice.
  public var answerEntropy: Double? { answers.normalizedEntropy }

  /// The report as a document with the schema `trainpack/check/1`.
  public var document: Report {
    var document = Report(
      name: "check", title: "check of \(settings.data.joined(separator: ", ")) for \(settings.profile)")
    document.append(
      ReportSection("Dataset", [source.map(ReportBlock.facts), .facts(totals), sizeNote].compactMap(\.self)))
    document.append(ReportSection("Fit", [.facts(fit)]))
    document.append(ReportSection("Lengths", lengths))
    if !answers.ordered.isEmpty { document.append(ReportSection("Answers", answerBlocks)) }
    document.append(ReportSection(findingsTitle, [.findings(findings)]))
    return document
  }

  private var tokensLabel: String {
    recordCount > 0 && figures.plainTextCount == recordCount ? "tokens" : "tokens, with the chat template"
  }

  private var totals: ReportFacts {
    var facts: [ReportFacts.Fact] = [
      .init("records", "records", .count(recordCount)), .init("rejected", "set aside as bad", .count(rejectedCount)),
      .init("tokens", tokensLabel, .count(figures.tokens.sum)),
      .init("loss_tokens", "trained tokens", .count(figures.lossTokens.sum)),
    ]
    if refusedCount > 0 { facts.insert(.init("refused", "refused by the template", .count(refusedCount)), at: 2) }
    if figures.rejectedTokens.count > 0 {
      facts += [
        .init("preference_pairs", "preference pairs", .count(figures.rejectedTokens.count)),
        .init("rejected_answer_tokens", "tokens with the rejected answers", .count(figures.rejectedTokens.sum)),
      ]
    }
    return ReportFacts("totals", facts)
  }

  /// Where the question whether these records are enough is answered.
  private var sizeNote: ReportBlock? {
    recordCount == 0 ? nil : .note("Whether these are enough, with the evidence: `\(settings.hintCommand)`.")
  }

  private var fit: ReportFacts {
    let over = figures.tokens.count(above: settings.budget)
    return ReportFacts(
      "fit",
      [
        .init("profile", "profile", .text(settings.profile)),
        .init("context_length", "context length", .count(settings.contextLength)),
        .init("reserve", "reserve", .count(settings.reserve)),
        .init("budget", "budget of a record", .count(settings.budget)),
        .init("records_within", "records within it", .count(recordCount - over)),
        .init("records_over", "records over it", .count(over)),
      ])
  }

  private var lengths: [ReportBlock] {
    [
      .distribution(
        Distribution("tokens", "tokens per record", figures.tokens, marks: [.init(settings.budget, "budget")])),
      .distribution(
        Distribution("loss_tokens", "trained tokens per record", figures.lossTokens, detail: .summary)),
    ]
  }

  private var answerBlocks: [ReportBlock] {
    let rows: [[ReportValue]] = answers.ordered.map { letter, count in
      [.text(letter), .count(count), .share(Double(count) / Double(max(1, answers.count)), fractionDigits: 1)]
    }
    let table = ReportTable(
      "answers", columns: [.init("answer", "answer"), .init("records", "records"), .init("share", "share")], rows: rows)
    let entropy = ReportFacts(
      "answer_balance",
      [
        .init(
          "normalized_entropy", "normalised entropy (1 is even)",
          answers.normalizedEntropy.map { .number($0, fractionDigits: 3) } ?? .none)
      ])
    return [.table(table), .facts(entropy)]
  }

  private var findingsTitle: String {
    let counts = Finding.Severity.allCases.reversed().compactMap { severity -> String? in
      let count = findings.filter { $0.severity == severity }.count
      if count == 0 { return nil }
      return switch severity {
      case .error: Words.counted(count, "error")
      case .warning: Words.counted(count, "warning")
      case .information: "\(count) for information"
      }
    }
    return counts.isEmpty ? "Findings" : "Findings: " + counts.joined(separator: ", ")
  }
}
