import Diagnostics
import SizeHints

/// What a hint is asked for.
public struct HintRequest: Hashable, Sendable {
  /// How much one optimiser step sees.
  public enum Batch: Hashable, Sendable {
    case rows(Int)
    case tokens(Int)
  }

  public var subject: HintSubject
  public var goal: TuningGoal
  public var method: TuningMethod
  /// Of the adapters; not looked at for full fine-tuning.
  public var rank: Int
  public var targets: LoRATargets
  public var dataset: DatasetMeasure
  public var batch: Batch?
  /// The passes that are planned, where they are.
  public var epochs: Int?

  public init(
    subject: HintSubject, goal: TuningGoal = .task, method: TuningMethod = .lora, rank: Int = 16,
    targets: LoRATargets = .allLinear, dataset: DatasetMeasure = DatasetMeasure(), batch: Batch? = nil,
    epochs: Int? = nil
  ) {
    self.subject = subject
    self.goal = goal
    self.method = method
    self.rank = rank
    self.targets = targets
    self.dataset = dataset
    self.batch = batch
    self.epochs = epochs
  }

  public var hint: SizeHint { SizeHint(goal: goal, method: method) }

  /// The adapters' parameters; `nil` for full fine-tuning.
  public var adapters: Result<LoRAParameters, LoRAParameters.Unknown>? {
    if method.kind == .full { return nil }
    guard let shape = subject.shape else {
      return .failure(LoRAParameters.Unknown(reason: subject.remedy))
    }
    return Result { () throws(LoRAParameters.Unknown) in
      try LoRAParameters(shape: shape, targets: targets, rank: rank)
    }
  }

  /// Whether the adapters can hold the data; `nil` where it is not known.
  public var capacity: LoRACapacity? {
    guard case .success(let parameters) = adapters, let lossTokens = dataset.lossTokens else { return nil }
    return LoRACapacity(parameters: parameters, lossTokens: lossTokens)
  }

  /// What is to be warned of.
  public var findings: [Finding] {
    var findings: [Finding?] = [dataset.contentLossFinding, capacity?.finding]
    if let records = dataset.records {
      findings += [hint.findingBelowFloor(examples: records), EpochGuidance(examples: records).finding(asked: epochs)]
    } else if let epochs {
      findings.append(EpochGuidance(examples: hint.bands.last?.examples.upperBound ?? 1).finding(asked: epochs))
    }
    return findings.compactMap(\.self)
  }
}
