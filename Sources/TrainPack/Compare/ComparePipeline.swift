import ContextFitting
import Diagnostics
import ExampleEncoding
import Prompting

/// Measures one dataset for several models in one pass: tokens, lengths, what fits at several context lengths, packed
/// rows.
public struct ComparePipeline: Sendable {
  /// The context lengths that are looked at where none is asked for, in tokens.
  public static let usualContextLengths = [2_048, 4_096, 8_192]

  public var input: DatasetInput
  public var models: [TargetModel]
  /// The context lengths asked for, in tokens; `nil` for the usual ones and the one that each profile recommends.
  public var contextLengths: [Int]?
  /// What becomes of a record over a context length: `drop` or `trim`.
  public var policy: FitPolicy
  public var work: WorkPlan

  public init(
    input: DatasetInput, models: [TargetModel], contextLengths: [Int]? = nil, policy: FitPolicy = .drop,
    work: WorkPlan = WorkPlan()
  ) {
    self.input = input
    self.models = models
    self.contextLengths = contextLengths
    self.policy = policy
    self.work = work
  }

  /// Reads the dataset once and measures each record for each model. A record that a model's template refuses counts
  /// against that model alone.
  ///
  /// - Throws: What reading throws, `fit.budget`, `pack.…`; `input.system-prompt-rejected` where no model takes the system
  ///   prompt that is given.
  public func run() throws -> CompareOutcome {
    try input.check()
    var outcome = CompareOutcome(notCompared: [], summary: ReadSummary())
    let models = models.filter { model in
      guard let error = refusal(of: model) else { return true }
      outcome.notCompared.append(NotCompared(name: model.profile.id, error: error))
      return false
    }
    if models.isEmpty, let first = outcome.notCompared.first { throw first.error }
    let budgets = try models.map(budgets(for:))
    var tallies = zip(models, budgets).map { ComparisonTally(model: $0, budgets: $1) }
    let policy = policy
    let systemPolicies = models.map { $0.policy(input.systemPolicy) }
    let limits = input.limits
    outcome.summary = try RecordPass(input: input, work: work).run(
      makeWorker: {
        zip(models, zip(budgets, systemPolicies)).map { model, given in
          ComparisonWorker(model: model, budgets: given.0, policy: policy, systemPolicy: given.1, limits: limits)
        }
      },
      transform: { workers, record in
        ComparedRecord(
          location: record.conversation.location, words: WordCounts(record.conversation),
          results: try workers.map { try $0.compare(record.conversation) })
      },
      consume: { record in
        outcome.words.add(record.words)
        for (index, result) in record.results.enumerated() {
          switch result {
          case .success(let comparison):
            tallies[index].add(comparison, words: record.words, at: record.location)
          case .failure(let error): tallies[index].add(rejection: error, at: record.location)
          }
        }
      })
    outcome.comparisons = try tallies.map { try $0.finished(recommendsLast: contextLengths == nil) }
    return outcome
  }

  /// Why a model can take no record at all; `nil` when it can.
  private func refusal(of model: TargetModel) -> TrainPackError? {
    do {
      try input.check(for: model)
      return nil
    } catch let error as TrainPackError where error.code == .systemPromptRejected {
      return error
    } catch {
      // Every model would fail so, and `input.check()` has found nothing of the kind.
      return nil
    }
  }

  private func budgets(for model: TargetModel) throws -> [ContextBudget] {
    if let contextLengths { return try contextLengths.map { try ContextBudget(contextLength: $0) } }
    return try Self.usualContextLengths.map { try ContextBudget(contextLength: $0) }
      + [model.budget(contextLength: nil, reserve: 0)]
  }
}

/// One record as every model sees it.
private struct ComparedRecord: Sendable {
  var location: InputLocation
  var words: WordCounts
  /// In the order of the models; an error where the template refuses the record.
  var results: [Result<RecordComparison, TrainPackError>]
}

/// Encodes and fits records for one model; one for each worker.
private final class ComparisonWorker {
  private let encoder: ExampleEncoder
  private let systemPolicy: SystemPromptPolicy
  private let fitters: [RecordFitter]

  init(
    model: TargetModel, budgets: [ContextBudget], policy: FitPolicy, systemPolicy: SystemPromptPolicy, limits: Limits
  ) {
    self.systemPolicy = systemPolicy
    let encoder = ExampleEncoder(scheme: model.scheme)
    self.encoder = encoder
    fitters = budgets.map {
      RecordFitter(encoder: encoder, fitter: ContextFitter(budget: $0, policy: policy, limits: limits))
    }
  }

  func compare(_ given: Conversation) throws -> Result<RecordComparison, TrainPackError> {
    let changed = systemPolicy.applied(to: given)
    let conversation = changed ?? given
    do {
      let encoded = try encoder.encode(conversation)
      return .success(
        RecordComparison(
          tokens: encoded.example.count, lossTokens: encoded.example.lossTokenCount,
          textTokens: TextTokenCounts(encoded, of: conversation),
          contentLoss: encoded.contentLoss(of: conversation), systemPolicy: changed == nil ? .stop : systemPolicy,
          fits: try fitters.map { try Self.fit(conversation, encoded, with: $0) }))
    } catch let error as TrainPackError where error.isAboutTemplate {
      return .failure(error)
    }
  }

  private static func fit(
    _ conversation: Conversation, _ encoded: EncodedExample, with fitter: RecordFitter
  ) throws -> RecordComparison.Fit {
    let fitted = try fitter.fit(conversation, encoded: encoded)
    guard let example = fitted.examples.first else {
      return RecordComparison.Fit(fate: .dropped, tokens: 0, lossTokens: 0)
    }
    let fate: RecordComparison.Fate = fitted.decision == .kept ? .kept : .trimmed
    return RecordComparison.Fit(fate: fate, tokens: example.count, lossTokens: example.lossTokenCount)
  }
}
