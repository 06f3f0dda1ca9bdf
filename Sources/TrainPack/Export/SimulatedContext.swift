import ContextFitting
import SequencePacking

/// What packing a dataset comes to at one context length.
public struct SimulatedContext: Sendable {
  public let budget: ContextBudget
  /// Examples that rows take; records that were shortened for it, that were divided, and that none takes.
  public private(set) var exampleCount = 0
  public private(set) var trimmedCount = 0
  public private(set) var splitCount = 0
  public private(set) var droppedCount = 0
  public private(set) var tokenCount = 0
  public private(set) var rowCount = 0
  /// All tokens over the context length, rounded up.
  public private(set) var lowerBound = 0
  /// Whether fewer rows are known to be impossible.
  public private(set) var isFewest = true
  /// Tokens as a share of rows times context length, in 0...1.
  public private(set) var efficiency = 1.0
  /// The pairs of tokens that attend to each other when segments are kept apart: the sum of their squared lengths.
  public private(set) var segmentPairCount = 0
  /// The same when each row attends as a whole.
  public private(set) var rowPairCount = 0
  private var lengths: [Int32] = []

  init(budget: ContextBudget) { self.budget = budget }

  /// The places that hold no token when each example has a row of the context length to itself, less those that packed
  /// rows have.
  public var paddingSaved: Int { (exampleCount - rowCount) * budget.contextLength }

  /// What keeping segments apart costs of what attending over whole rows costs, in 0...1.
  public var attentionShare: Double { rowPairCount == 0 ? 1 : Double(segmentPairCount) / Double(rowPairCount) }

  /// What became of a record.
  enum RecordOutcome: Sendable {
    /// The lengths of the examples that came of it, in tokens.
    case kept([Int])
    case shortened([Int])
    case split([Int])
    case dropped
  }

  mutating func add(_ outcome: RecordOutcome) {
    switch outcome {
    case .dropped: droppedCount += 1
    case .shortened(let examples):
      trimmedCount += 1
      add(examples)
    case .split(let examples):
      splitCount += 1
      add(examples)
    case .kept(let examples): add(examples)
    }
  }

  private mutating func add(_ examples: [Int]) {
    lengths += examples.map { Int32(clamping: $0) }
  }

  /// Packs what was added.
  ///
  /// - Throws: `pack.…`.
  mutating func pack(by configuration: ExportConfiguration) throws {
    let plan = try SequencePacker.plan(
      lengths: lengths, rules: configuration.packingRules(contextLength: budget.contextLength))
    exampleCount = plan.exampleCount
    tokenCount = plan.tokenCount
    rowCount = plan.rowCount
    lowerBound = plan.lowerBound
    isFewest = plan.rowCount == plan.provenLowerBound
    efficiency = plan.efficiency
    for row in plan.rows {
      var tokens = 0
      for example in row {
        let length = Int(lengths[Int(example)])
        tokens += length
        segmentPairCount += length * length
      }
      rowPairCount += tokens * tokens
    }
    lengths = []
  }
}

/// What a simulation came to.
public struct SimulateOutcome: Sendable {
  /// In the order in which they were asked for.
  public var contexts: [SimulatedContext]
  public var strategy: PackingStrategy
  public var summary: ReadSummary
}
