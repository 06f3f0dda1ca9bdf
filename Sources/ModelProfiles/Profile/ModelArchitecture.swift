import Diagnostics
import StrictJSON

/// The shape of a model, as far as counting parameters, memory and cost needs it.
public struct ModelArchitecture: Hashable, Sendable {
  /// `model_type` of the model's `config.json`.
  public var modelType: String
  /// All weights, counted exactly.
  public var parameters: Int
  /// The weights that one token passes through, where that is fewer than all.
  public var activeParameters: Int?
  public var layers: Int
  public var hiddenSize: Int
  public var attentionHeads: Int
  public var keyValueHeads: Int
  public var headSize: Int
  public var feedForwardSize: Int
  /// Experts in a layer, for a mixture of experts.
  public var experts: Int?
  public var attentionBias: Bool
  /// Whether the output layer is the embedding itself.
  public var tiedEmbeddings: Bool

  /// The weights of a dense decoder of this shape: embedding and output, and in each layer attention, a gated
  /// feed-forward of three matrices and two norms, with a norm at the end.
  ///
  /// - Parameter vocabularySize: The rows of the embedding.
  /// - Returns: The count, or `nil` when it does not fit an `Int`.
  /// - Source: the tensor shapes of Llama, Mistral and Qwen2 in transformers' `modeling_llama.py` and its siblings.
  public func denseParameterCount(vocabularySize: Int) -> Int? {
    let queryWidth = attentionHeads.multipliedReportingOverflow(by: headSize)
    let keyWidth = keyValueHeads.multipliedReportingOverflow(by: headSize)
    if queryWidth.overflow || keyWidth.overflow { return nil }
    let projections: [(Int, Int)] = [
      (hiddenSize, queryWidth.partialValue), (queryWidth.partialValue, hiddenSize),
      (hiddenSize, keyWidth.partialValue), (hiddenSize, keyWidth.partialValue),
      (hiddenSize, feedForwardSize), (hiddenSize, feedForwardSize), (feedForwardSize, hiddenSize),
      (hiddenSize, 2),
      (attentionBias ? 1 : 0, queryWidth.partialValue), (attentionBias ? 2 : 0, keyWidth.partialValue),
    ]
    guard let layer = Self.sumOfProducts(projections) else { return nil }
    let embeddings = (vocabularySize, hiddenSize)
    return Self.sumOfProducts([embeddings, tiedEmbeddings ? (0, 0) : embeddings, (layers, layer), (hiddenSize, 1)])
  }

  private static func sumOfProducts(_ pairs: [(Int, Int)]) -> Int? {
    var sum = 0
    for (left, right) in pairs {
      let product = left.multipliedReportingOverflow(by: right)
      let next = sum.addingReportingOverflow(product.partialValue)
      if product.overflow || next.overflow { return nil }
      sum = next.partialValue
    }
    return sum
  }
}

extension ModelArchitecture {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value,
      keys: [
        "modelType", "parameters", "activeParameters", "layers", "hiddenSize", "attentionHeads", "keyValueHeads",
        "headSize", "feedForwardSize", "experts", "attentionBias", "tiedEmbeddings",
      ], codes: .profile)
    modelType = try fields.text("modelType")
    parameters = try fields.positive("parameters")
    activeParameters = try fields.positiveOrNil("activeParameters")
    layers = try fields.positive("layers")
    hiddenSize = try fields.positive("hiddenSize")
    attentionHeads = try fields.positive("attentionHeads")
    keyValueHeads = try fields.positive("keyValueHeads")
    headSize = try fields.positive("headSize")
    feedForwardSize = try fields.positive("feedForwardSize")
    experts = try fields.positiveOrNil("experts")
    attentionBias = try fields.flag("attentionBias")
    tiedEmbeddings = try fields.flag("tiedEmbeddings")
    if attentionHeads % keyValueHeads != 0 {
      throw TrainPackError(
        .profileInconsistent,
        "\(attentionHeads) attention heads cannot share \(keyValueHeads) key-value heads evenly",
        at: fields["keyValueHeads"].location,
        fix: "compare attentionHeads and keyValueHeads with the model's config.json")
    }
    if let activeParameters, activeParameters > parameters {
      throw TrainPackError(
        .profileInconsistent, "\(activeParameters) active parameters are more than all \(parameters)",
        at: fields["activeParameters"].location, fix: "compare both with the model's card; a dense model has null here")
    }
  }
}
