/// The trainable parameters of LoRA adapters on a model: for each target matrix rank x (inputs + outputs).
public struct LoRAParameters: Hashable, Sendable {
  public let rank: Int
  public let layers: Int
  /// How many matrices of a layer have an adapter.
  public let matricesPerLayer: Int
  /// The sum of inputs and outputs of a layer's target matrices.
  public let widthPerLayer: Int
  /// All trainable parameters.
  public let count: Int

  /// Why a count cannot be given, in words.
  public struct Unknown: Error, Hashable, Sendable {
    public let reason: String

    public init(reason: String) { self.reason = reason }
  }

  /// - Parameters:
  ///   - rank: At least 1.
  /// - Throws: `Unknown` where the figures of the model do not tell.
  /// - Source: `Evidence.loRASum`; the layer's matrices as in transformers' `modeling_llama.py` and its siblings.
  public init(shape: ModelShape, targets: LoRATargets, rank: Int) throws(Unknown) {
    let widths = try Self.matrixWidths(of: shape, targets: targets)
    guard let layers = shape.layers else { throw Unknown(reason: "the number of layers is not known") }
    self.rank = max(1, rank)
    self.layers = layers
    matricesPerLayer = widths.count
    let overflow = Unknown(reason: "the figures of the model are too large to be true")
    var sum = 0
    for width in widths {
      let next = sum.addingReportingOverflow(width)
      if next.overflow { throw overflow }
      sum = next.partialValue
    }
    widthPerLayer = sum
    guard let count = Self.product(Self.product(sum, layers), self.rank) else { throw overflow }
    self.count = count
  }

  /// The parameters of rank 1.
  public var countPerRank: Int { count / rank }

  /// Inputs and outputs of each target matrix of a layer.
  private static func matrixWidths(of shape: ModelShape, targets: LoRATargets) throws(Unknown) -> [Int] {
    let wanted = Set(targets.projections)
    let attention = wanted.intersection(LoRATargets.Projection.attention)
    let feedForward = wanted.intersection(LoRATargets.Projection.feedForward)
    switch shape.layout {
    case .other:
      let type = shape.modelType.map { "a model of the type \($0)" } ?? "a model whose type nobody states"
      throw Unknown(reason: "the matrices of \(type) are not known here")
    case .experts where !feedForward.isEmpty:
      throw Unknown(
        reason: "it is a mixture of experts, and which of the experts' matrices get an adapter depends on the trainer; "
          + "--targets attention can be counted")
    case .separate, .fused, .experts: break
    }
    let isFused = shape.layout == .fused
    var widths: [Int] = []
    if !attention.isEmpty { widths += try attentionWidths(of: shape, wanted: attention, isFused: isFused) }
    if !feedForward.isEmpty { widths += try feedForwardWidths(of: shape, wanted: feedForward, isFused: isFused) }
    return widths
  }

  private static func attentionWidths(
    of shape: ModelShape, wanted: Set<LoRATargets.Projection>, isFused: Bool
  ) throws(Unknown) -> [Int] {
    guard let hidden = shape.hiddenSize, let heads = shape.attentionHeads, let keyHeads = shape.keyValueHeads,
      let headSize = shape.headSize, let queryWidth = product(heads, headSize),
      let keyWidth = product(keyHeads, headSize)
    else { throw Unknown(reason: "the sizes of the attention are not all known") }
    let input = Set<LoRATargets.Projection>([.query, .key, .value])
    var widths: [Int] = []
    if isFused, !wanted.isDisjoint(with: input) {
      if !wanted.isSuperset(of: input) {
        throw Unknown(reason: "its query, key and value are one matrix: name all three as targets, or none")
      }
      widths.append(try sum(hidden, queryWidth, keyWidth, keyWidth))
    } else {
      if wanted.contains(.query) { widths.append(try sum(hidden, queryWidth)) }
      if wanted.contains(.key) { widths.append(try sum(hidden, keyWidth)) }
      if wanted.contains(.value) { widths.append(try sum(hidden, keyWidth)) }
    }
    if wanted.contains(.output) { widths.append(try sum(queryWidth, hidden)) }
    return widths
  }

  private static func feedForwardWidths(
    of shape: ModelShape, wanted: Set<LoRATargets.Projection>, isFused: Bool
  ) throws(Unknown) -> [Int] {
    guard let hidden = shape.hiddenSize, let inner = shape.feedForwardSize else {
      throw Unknown(reason: "the sizes of the feed-forward layers are not all known")
    }
    var widths: [Int] = []
    let input = Set<LoRATargets.Projection>([.gate, .up])
    if isFused, !wanted.isDisjoint(with: input) {
      if !wanted.isSuperset(of: input) {
        throw Unknown(reason: "its gate and up are one matrix: name both as targets, or none")
      }
      widths.append(try sum(hidden, inner, inner))
    } else {
      if wanted.contains(.gate) { widths.append(try sum(hidden, inner)) }
      if wanted.contains(.up) { widths.append(try sum(hidden, inner)) }
    }
    if wanted.contains(.down) { widths.append(try sum(inner, hidden)) }
    return widths
  }

  private static func sum(_ terms: Int...) throws(Unknown) -> Int {
    var total = 0
    for term in terms {
      let (next, overflow) = total.addingReportingOverflow(term)
      if overflow { throw Unknown(reason: "the figures of the model are too large to be true") }
      total = next
    }
    return total
  }

  private static func product(_ left: Int?, _ right: Int) -> Int? {
    guard let left else { return nil }
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? nil : product
  }
}

/// Whether adapters can hold what a dataset teaches.
public struct LoRACapacity: Hashable, Sendable {
  public let parameters: LoRAParameters
  /// The tokens that are trained, each counted once.
  public let lossTokens: Int

  public init(parameters: LoRAParameters, lossTokens: Int) {
    self.parameters = parameters
    self.lossTokens = max(0, lossTokens)
  }

  /// At least as many parameters as trained tokens.
  /// - Source: `Evidence.loRACapacity`.
  public var isEnough: Bool { parameters.count >= lossTokens }

  /// The smallest rank that is enough for the same targets.
  public var smallestRank: Int { max(1, StepCount.steps(lossTokens, batch: parameters.countPerRank)) }
}
