/// How a model is fine-tuned.
public enum TuningMethod: String, Hashable, Sendable, CaseIterable {
  /// All weights.
  case full
  /// Adapters of low rank beside frozen matrices.
  case lora
  /// The same beside matrices that are kept in 4 bits.
  case qlora

  /// What evidence tells apart.
  public enum Kind: Hashable, Sendable { case full, lowRank }

  public var kind: Kind { self == .full ? .full : .lowRank }

  /// The method's name for people.
  public var name: String {
    switch self {
    case .full: "full fine-tuning"
    case .lora: "LoRA"
    case .qlora: "QLoRA"
    }
  }
}

/// What fine-tuning is to teach.
public enum TuningGoal: String, Hashable, Sendable, CaseIterable {
  /// A style or format of answers.
  case style
  /// A task, such as answering multiple-choice questions with reasons.
  case task
  /// A domain with its knowledge.
  case domain
}
