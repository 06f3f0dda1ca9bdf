import Diagnostics
import StrictJSON

/// The shape of a model, as far as counting parameters, memory and cost needs it.
public struct ModelArchitecture: Hashable, Sendable {
  /// `model_type` of the model's `config.json`.
  public var modelType: String
  /// All weights, counted exactly.
  public var parameters: Int
  /// The weights that one token passes through, where that is fewer than all: all but the experts that are not chosen.
  public var activeParameters: Int?
  public var layers: Int
  public var hiddenSize: Int
  public var attentionHeads: Int
  public var keyValueHeads: Int
  /// The width of a query or key head.
  public var headSize: Int
  /// The inner width of a feed-forward; in a mixture of experts that of its dense layers.
  public var feedForwardSize: Int
  /// How the feed-forwards of a mixture of experts are made; `nil` for a dense model.
  public var experts: ExpertLayers?
  /// How attention with low-rank queries, keys and values is made; `nil` for plain attention.
  public var latentAttention: LatentAttention?
  /// The norms of one layer, each as wide as the model.
  public var normsPerLayer: Int
  public var attentionBias: Bool
  /// Whether the output layer is the embedding itself.
  public var tiedEmbeddings: Bool

  /// The feed-forwards of a mixture of experts.
  public struct ExpertLayers: Hashable, Sendable {
    /// Experts of a layer that a router chooses from.
    public var routed: Int
    /// Those that it chooses for a token.
    public var chosen: Int
    /// Experts that every token passes through.
    public var shared: Int
    /// The inner width of one expert.
    public var feedForwardSize: Int
    /// The first layers, which have one dense feed-forward.
    public var denseLayers: Int
    /// Whether the router has a bias, one number an expert.
    public var hasRouterBias: Bool
  }

  /// Multi-head latent attention.
  public struct LatentAttention: Hashable, Sendable {
    public var queryRank: Int
    public var keyValueRank: Int
    /// The part of a head's width that carries the position; the rest of `headSize` does not.
    public var positionHeadSize: Int
    public var valueHeadSize: Int
  }
}

extension ModelArchitecture {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value,
      keys: [
        "modelType", "parameters", "activeParameters", "layers", "hiddenSize", "attentionHeads", "keyValueHeads",
        "headSize", "feedForwardSize", "experts", "latentAttention", "normsPerLayer", "attentionBias", "tiedEmbeddings",
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
    experts = fields.isNull("experts") ? nil : try ExpertLayers(reading: fields["experts"])
    latentAttention = fields.isNull("latentAttention") ? nil : try LatentAttention(reading: fields["latentAttention"])
    normsPerLayer = try fields.positive("normsPerLayer")
    attentionBias = try fields.flag("attentionBias")
    tiedEmbeddings = try fields.flag("tiedEmbeddings")
    try check(fields)
  }

  private func check(_ fields: ObjectFields) throws {
    func contradiction(_ key: String, _ message: String, fix: String) -> TrainPackError {
      TrainPackError(.profileInconsistent, message, at: fields[key].location, fix: fix)
    }
    if attentionHeads % keyValueHeads != 0 {
      throw contradiction(
        "keyValueHeads", "\(attentionHeads) attention heads cannot share \(keyValueHeads) key-value heads evenly",
        fix: "compare attentionHeads and keyValueHeads with the model's config.json")
    }
    if let activeParameters, activeParameters > parameters {
      throw contradiction(
        "activeParameters", "\(activeParameters) active parameters are more than all \(parameters)",
        fix: "compare both with the model's card; a dense model has null here")
    }
    if (experts == nil) != (activeParameters == nil) {
      throw contradiction(
        "activeParameters", "active parameters go with experts: a model has both or neither",
        fix: "write null for both of a dense model, or both figures of a mixture of experts")
    }
    if let experts, experts.chosen > experts.routed || experts.denseLayers > layers {
      throw contradiction(
        "experts", "more experts are chosen than there are, or more layers are dense than there are",
        fix: "compare the experts with the model's config.json")
    }
    if let latentAttention, latentAttention.positionHeadSize > headSize {
      throw contradiction(
        "latentAttention", "the part of a head that carries the position is wider than the head",
        fix: "headSize is qk_nope_head_dim and qk_rope_head_dim together")
    }
  }
}

extension ModelArchitecture.ExpertLayers {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value, keys: ["routed", "chosen", "shared", "feedForwardSize", "denseLayers", "routerBias"], codes: .profile)
    routed = try fields.positive("routed")
    chosen = try fields.positive("chosen")
    shared = try fields.count("shared")
    feedForwardSize = try fields.positive("feedForwardSize")
    denseLayers = try fields.count("denseLayers")
    hasRouterBias = try fields.flag("routerBias")
  }
}

extension ModelArchitecture.LatentAttention {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value, keys: ["queryRank", "keyValueRank", "positionHeadSize", "valueHeadSize"], codes: .profile)
    queryRank = try fields.positive("queryRank")
    keyValueRank = try fields.positive("keyValueRank")
    positionHeadSize = try fields.positive("positionHeadSize")
    valueHeadSize = try fields.positive("valueHeadSize")
  }
}
