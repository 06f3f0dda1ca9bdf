/// The figures of a model that adapters depend on; those that nobody states are `nil`.
public struct ModelShape: Hashable, Sendable {
  /// `model_type` of the model's `config.json`.
  public var modelType: String?
  public var layers: Int?
  public var hiddenSize: Int?
  public var attentionHeads: Int?
  public var keyValueHeads: Int?
  public var headSize: Int?
  public var feedForwardSize: Int?
  /// Experts in a layer; `nil` for a dense model.
  public var experts: Int?

  public init(
    modelType: String?, layers: Int?, hiddenSize: Int?, attentionHeads: Int?, keyValueHeads: Int?, headSize: Int?,
    feedForwardSize: Int?, experts: Int? = nil
  ) {
    self.modelType = modelType
    self.layers = layers
    self.hiddenSize = hiddenSize
    self.attentionHeads = attentionHeads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.feedForwardSize = feedForwardSize
    self.experts = experts
  }

  /// How the matrices of a layer are laid out in transformers.
  enum Layout: Hashable, Sendable {
    /// Seven matrices: query, key, value, output, gate, up, down.
    case separate
    /// Four: query, key and value are one, gate and up are one.
    case fused
    /// The attention's four are matrices of their own, the experts' are not.
    case experts
    /// Others, of which these figures do not give the sizes.
    case other
  }

  /// - Source: `modeling_….py` of each type in transformers.
  var layout: Layout {
    switch modelType {
    case "llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "gemma3_text":
      experts == nil ? .separate : .experts
    case "phi3": .fused
    case "mixtral", "qwen2_moe", "qwen3_moe": .experts
    default: .other
    }
  }
}
