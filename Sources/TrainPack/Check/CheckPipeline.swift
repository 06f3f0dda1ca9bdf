import ContextFitting
import DatasetChecks
import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting

/// Looks at a dataset as a model would train on it: lengths, what does not fit, and named findings.
public struct CheckPipeline: Sendable {
  public var input: DatasetInput
  public var model: TargetModel
  public var budget: ContextBudget
  public var work: WorkPlan

  public init(input: DatasetInput, model: TargetModel, budget: ContextBudget, work: WorkPlan = WorkPlan()) {
    self.input = input
    self.model = model
    self.budget = budget
    self.work = work
  }

  /// Checks every record, in input order.
  ///
  /// - Throws: What reading and rendering throw. What is wrong with the dataset is a finding, not an error.
  public func run() throws -> CheckOutcome {
    var suite = CheckSuite(settings: settings)
    let scheme = model.scheme
    let observer = RecordObserver(model: model, budget: budget)
    let summary = try RecordPass(input: input, work: work).run(
      makeWorker: { ExampleEncoder(scheme: scheme) },
      transform: { encoder, record in
        try observer.observation(of: record, encoded: encoder.encode(record.conversation))
      },
      consume: { suite.observe($0) })
    return CheckOutcome(report: suite.report(), summary: summary)
  }

  private var settings: CheckSettings {
    CheckSettings(
      contextLength: budget.contextLength, reserve: budget.reserve, data: input.paths, profile: model.profile.id,
      beginningToken: model.beginningTokenText, paddingThatEndsTurns: model.paddingThatEndsTurns,
      contextClaims: model.contextClaims)
  }
}

/// What checking a dataset came to.
public struct CheckOutcome: Sendable {
  public var report: CheckReport
  public var summary: ReadSummary
}
