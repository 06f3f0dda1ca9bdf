import Diagnostics

extension DiagnosticCode {
  public static let hintBelowFloor = DiagnosticCode(
    "hint.below-floor", "the dataset has fewer examples than any evidence starts with",
    explanation: """
      Below the floor of its goal a dataset may still change a model, but nothing that is cited here says so. Gather more \
      examples, or choose the goal that fits what is to be taught: a style needs far fewer than a domain. The bands are \
      hints with their sources, not laws: nobody knows the optimal number of examples for a model's size.
      """)

  public static let hintCapacity = DiagnosticCode(
    "hint.capacity", "the adapters have fewer parameters than the dataset has trained tokens",
    explanation: """
      LoRA was found to learn like full fine-tuning as long as its trainable parameters are at least as many as the \
      trained tokens of the dataset; beyond that it learns less per step. Raise the rank, give more matrices an adapter \
      (`trainpack hint --targets all-linear`), or tune all weights.
      """)

  public static let hintManyPasses = DiagnosticCode(
    "hint.many-passes", "more than four passes over the same data",
    explanation: """
      In pretraining, up to four passes over the same data were about as good as new data, and each further one taught \
      less. No such measurement of fine-tuning is cited here, so this is a caution and no rule: with more passes watch the \
      loss of held-out examples, and stop when it rises.
      """)

  static let hintUnknownTarget = DiagnosticCode(
    "hint.unknown-target", "a name of --targets is none of a layer's matrices",
    explanation: """
      `trainpack hint --targets` takes all-linear, attention (q, k, v, o), mlp (gate, up, down), or some of these seven \
      names with commas between them. The names that trainers use, q_proj and so on, are taken as well.
      """)

  /// The codes of this room.
  public static let sizeHintsCodes: [DiagnosticCode] = [
    .hintBelowFloor, .hintCapacity, .hintManyPasses, .hintUnknownTarget,
  ]
}
