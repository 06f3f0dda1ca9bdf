import Diagnostics
import Reports

/// All checks and the figures of a dataset, gathered record by record.
///
/// Each worker fills a suite of its own from a run of records; merged in input order they give what one suite over all
/// records gives, so that a report never depends on the number of workers.
public struct CheckSuite: Sendable {
  public let settings: CheckSettings
  /// The records that could not be observed, as the template does not render them.
  public var refused = RefusedRecords()
  private var figures = DatasetFigures()
  private var answers: AnswerCheck
  private var checks: [any Check]

  /// - Parameter further: Checks of the caller's own, beside the built-in ones.
  public init(settings: CheckSettings, further: [any Check] = []) {
    self.settings = settings
    answers = AnswerCheck(settings: settings)
    checks =
      [
        OverflowCheck(settings: settings), BeginningCheck(settings: settings), TrainingCheck(settings: settings),
        ContentTokenCheck(settings: settings), DuplicateCheck(settings: settings), ShortOutputCheck(),
        ContentLossCheck(settings: settings), PreferenceCheck(settings: settings),
        SystemPromptCheck(settings: settings), ModelCheck(settings: settings),
      ] + further
  }

  /// Looks at the next record.
  public mutating func observe(_ observation: RecordObservation) {
    figures.observe(observation)
    answers.observe(observation)
    for index in checks.indices { checks[index].observe(observation) }
  }

  /// Adds what a suite with the same checks saw in the records that follow those seen here.
  ///
  /// - Throws: `TrainPackError` with code `check.suites-differ`.
  public mutating func merge(_ later: CheckSuite) throws(TrainPackError) {
    var areAlike = checks.count == later.checks.count && settings == later.settings
    for index in checks.indices where areAlike {
      areAlike = checks[index].merge(erased: later.checks[index])
    }
    if !areAlike {
      throw TrainPackError(
        .checkSuitesDiffer, "two sets of checks with different settings or checks cannot be merged",
        fix: "give every worker a suite made with the same settings and checks")
    }
    figures.merge(later.figures)
    answers.merge(later.answers)
  }

  /// What was found in all records seen: errors first, then by the order of the codes.
  ///
  /// - Parameters:
  ///   - rejected: The records that were set aside and not observed.
  ///   - source: What the records are, for the report.
  ///   - further: Findings of the caller's own.
  public func report(
    rejected: RejectedRecords = RejectedRecords(), source: ReportFacts? = nil, further: [Finding] = []
  ) -> CheckReport {
    let order = Dictionary(
      DiagnosticCode.datasetChecksCodes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let found =
      checks.flatMap { $0.findings() } + answers.findings()
      + refused.findings(of: figures.tokens.count + refused.count, settings: settings)
      + rejected.findings(of: figures.tokens.count + rejected.count) + further
    let sorted = found.enumerated().sorted { left, right in
      let leftRank = (order[left.element.code] ?? Int.max, left.offset)
      let rightRank = (order[right.element.code] ?? Int.max, right.offset)
      if left.element.severity != right.element.severity { return left.element.severity > right.element.severity }
      return leftRank < rightRank
    }
    var report = CheckReport(
      settings: settings, figures: figures, answers: answers.letters, rejectedCount: rejected.count, source: source,
      findings: sorted.map(\.element))
    report.refusedCount = refused.count
    return report
  }
}

/// The figures of a dataset: exact, mergeable in any split.
public struct DatasetFigures: Hashable, Sendable {
  /// Tokens of the rendered records.
  public private(set) var tokens = Histogram()
  /// Trained tokens of the records.
  public private(set) var lossTokens = Histogram()
  /// Tokens of the records with their rejected answer in place of the chosen one, where they have one.
  public private(set) var rejectedTokens = Histogram()
  /// How many records are plain texts, which no template is laid over.
  public private(set) var plainTextCount = 0

  public init() {}

  mutating func observe(_ observation: RecordObservation) {
    tokens.add(observation.tokenCount)
    if observation.isPlainText { plainTextCount += 1 }
    lossTokens.add(observation.lossTokenCount)
    if let count = observation.rejectedTokenCount { rejectedTokens.add(count) }
  }

  mutating func merge(_ other: DatasetFigures) {
    tokens.merge(other.tokens)
    plainTextCount += other.plainTextCount
    lossTokens.merge(other.lossTokens)
    rejectedTokens.merge(other.rejectedTokens)
  }
}
