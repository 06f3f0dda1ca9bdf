import ContextFitting
import Diagnostics
import ExampleEncoding
import SequencePacking

/// What one profile makes of one record.
struct RecordComparison: Sendable {
  enum Fate: Hashable, Sendable { case kept, trimmed, dropped }

  /// What becomes of it at one context length.
  struct Fit: Hashable, Sendable {
    var fate: Fate
    /// Of what is left; 0 when it is dropped.
    var tokens: Int
    var lossTokens: Int
  }

  var tokens: Int
  var lossTokens: Int
  var textTokens: TextTokenCounts
  /// What the template left out, the first of it; `nil` when all of the record is there.
  var contentLoss: ContentLoss?
  /// What was done to its system prompt; `stop` for nothing.
  var systemPolicy: SystemPromptPolicy
  /// In the order of the context lengths.
  var fits: [Fit]
}

/// The sums of one profile while the records pass.
struct ComparisonTally {
  private(set) var comparison: ProfileComparison
  private var contexts: [ContextComparison]
  /// The lengths of what is left at each context length.
  private var lengths: [[Int32]]

  init(model: TargetModel, budgets: [ContextBudget]) {
    let architecture = model.profile.architecture
    comparison = ProfileComparison(
      profile: model.profile.id, parameters: architecture?.parameters,
      activeParameters: architecture?.activeParameters)
    contexts = budgets.map { budget in
      ContextComparison(
        contextLength: budget.contextLength, isBeyondTrained: model.contextFinding(budget) != nil)
    }
    lengths = Array(repeating: [], count: budgets.count)
  }

  mutating func add(_ record: RecordComparison, words: WordCounts, at location: InputLocation) {
    comparison.records += 1
    comparison.tokens += record.tokens
    comparison.lossTokens += record.lossTokens
    comparison.textTokens += record.textTokens.text
    comparison.vignetteTokens += record.textTokens.vignettes
    comparison.words += words.text
    comparison.vignetteWords += words.vignettes
    if record.tokens > longest {
      longest = record.tokens
      comparison.longestPlace = location
    }
    if let loss = record.contentLoss { comparison.contentLosses.add(loss, at: location) }
    if record.systemPolicy != .stop { comparison.addSystemPrompt(record.systemPolicy, at: location) }
    comparison.lengths.add(record.tokens)
    for (index, fit) in record.fits.enumerated() {
      if record.tokens > contexts[index].contextLength { contexts[index].overCount += 1 }
      switch fit.fate {
      case .dropped: contexts[index].droppedCount += 1
      case .trimmed: contexts[index].trimmedCount += 1
      case .kept: break
      }
      if fit.fate == .dropped { continue }
      lengths[index].append(Int32(clamping: fit.tokens))
      contexts[index].tokens += fit.tokens
      contexts[index].lossTokens += fit.lossTokens
    }
  }

  private var longest = -1

  mutating func add(rejection: TrainPackError, at location: InputLocation) {
    comparison.rejected.add(location)
    if comparison.rejection == nil { comparison.rejection = rejection.message }
  }

  /// Packs what is left at each context length.
  ///
  /// - Parameter recommendsLast: Whether the last context length is the one that the profile recommends.
  func finished(recommendsLast: Bool) throws -> ProfileComparison {
    var comparison = comparison
    var contexts = contexts
    for index in contexts.indices {
      let plan = try SequencePacker.plan(
        lengths: lengths[index], rules: PackingRules(.bestFit, contextLength: contexts[index].contextLength))
      contexts[index].rowCount = plan.rowCount
      contexts[index].efficiency = plan.rowCount == 0 ? nil : plan.efficiency
    }
    if recommendsLast { comparison.recommended = contexts.popLast() }
    comparison.contexts = contexts
    return comparison
  }
}
