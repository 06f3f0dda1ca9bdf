import ContextFitting
import DatasetChecks
import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting
import Records

/// Looks at a dataset as a model would train on it: lengths, what does not fit, and named findings.
public struct CheckPipeline: Sendable {
  public var input: DatasetInput
  public var model: TargetModel
  public var budget: ContextBudget
  /// What the commands that findings recommend have to repeat.
  public var given: GivenArguments
  public var work: WorkPlan

  public init(
    input: DatasetInput, model: TargetModel, budget: ContextBudget, given: GivenArguments = GivenArguments(),
    work: WorkPlan = WorkPlan()
  ) {
    self.input = input
    self.model = model
    self.budget = budget
    self.given = given
    self.work = work
  }

  /// Checks every record, in input order.
  ///
  /// - Throws: What reading and rendering throw. What is wrong with the dataset is a finding, not an error.
  public func run() throws -> CheckOutcome {
    try input.check(for: model)
    var suite = CheckSuite(settings: settings)
    let scheme = model.scheme
    let observer = RecordObserver(model: model, budget: budget)
    var refused = RefusedRecords()
    let setsAside = input.rejectsPath != nil
    let summary = try RecordPass(input: input, work: work, systemPolicy: model.policy(input.systemPolicy)).run(
      makeWorker: { ExampleEncoder(scheme: scheme) },
      transform: { encoder, record -> Result<RecordObservation, TrainPackError> in
        do {
          var observation = try observer.observation(of: record, measured: encoder.measure(record.conversation))
          observation.rejectedTokenCount = try record.conversation.rejected.map { try encoder.tokenCount(of: $0) }
          return .success(observation)
        } catch let error as TrainPackError where error.isAboutTemplate && !setsAside {
          return .failure(error)
        }
      },
      consume: { result in
        switch result {
        case .success(let observation): suite.observe(observation)
        case .failure(let error):
          refused.add(error, remedy: error.isSystemPromptRefusal ? EncodingScheme.systemPromptRemedy : nil)
        }
      })
    suite.refused = refused
    // A wrong answer text has a finding of its own, which knows how many records have options.
    let notes = summary.noteFindings.filter { $0.code != .medqaAnswerTextDiffers }
    let rejected = RejectedRecords(
      count: summary.rejectedCount, places: summary.rejectedPlaces, path: summary.rejectsPath)
    return CheckOutcome(
      report: suite.report(rejected: rejected, source: summary.sourceFacts, further: notes), summary: summary)
  }

  private var settings: CheckSettings {
    var settings = CheckSettings(
      contextLength: budget.contextLength, reserve: budget.reserve, data: input.paths, profile: model.profile.id,
      beginningToken: model.beginningTokenText, paddingThatEndsTurns: model.paddingThatEndsTurns,
      contextClaims: model.contextClaims, profileArgument: given.profile, repeatedOptions: given.options,
      trainedContext: model.trainedContext)
    settings.contextChoice = given.contextChoice
    return settings
  }
}

/// How the user named what a check runs on, so that a recommended command does what it says.
public struct GivenArguments: Hashable, Sendable {
  /// The profile: an id, alias or path; `nil` for the profile's id.
  public var profile: String?
  /// The options that change which records there are and what becomes of them, words as they were given;
  /// `nil` for the context length and the reserve.
  public var options: [String]?
  /// Who chose the context length.
  public var contextChoice: CheckSettings.ContextChoice

  public init(
    profile: String? = nil, options: [String]? = nil, contextChoice: CheckSettings.ContextChoice = .profile
  ) {
    self.profile = profile
    self.options = options
    self.contextChoice = contextChoice
  }
}

/// What checking a dataset came to.
public struct CheckOutcome: Sendable {
  public var report: CheckReport
  public var summary: ReadSummary
}
