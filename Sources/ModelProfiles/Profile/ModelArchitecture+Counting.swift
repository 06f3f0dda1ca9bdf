extension ModelArchitecture {
  /// The weights of a decoder of this shape: embedding and output, and in each layer attention, feed-forward and norms,
  /// with a norm at the end.
  ///
  /// - Parameter vocabularySize: The rows of the embedding.
  /// - Returns: The count, or `nil` when it does not fit an `Int`.
  /// - Source: the tensor shapes of Llama, Mistral, Qwen2, Phi-3, Gemma-2 and DeepSeek-V3 in transformers' `modeling_llama.py`
  ///   and its siblings.
  public func parameterCount(vocabularySize: Int) -> Int? {
    var sum = TensorSum()
    sum.add(vocabularySize, hiddenSize, times: tiedEmbeddings ? 1 : 2)
    sum.add(hiddenSize, normsPerLayer, times: layers)
    sum.add(hiddenSize)
    addAttention(to: &sum)
    addFeedForward(to: &sum)
    return sum.total
  }

  /// The weights that one token passes through: all but the experts that are not chosen for it.
  ///
  /// - Returns: The count; `nil` for a dense model, or when it does not fit an `Int`.
  public func activeParameterCount(vocabularySize: Int) -> Int? {
    guard let experts, let all = parameterCount(vocabularySize: vocabularySize) else { return nil }
    var idle = TensorSum()
    idle.add(
      hiddenSize, experts.feedForwardSize, 3, experts.routed - experts.chosen, times: layers - experts.denseLayers)
    return idle.total.map { all - $0 }
  }

  private func addAttention(to sum: inout TensorSum) {
    guard let latent = latentAttention else {
      sum.add(hiddenSize, attentionHeads, headSize, times: 2, layers)
      sum.add(hiddenSize, keyValueHeads, headSize, times: 2, layers)
      if attentionBias {
        sum.add(attentionHeads, headSize, times: layers)
        sum.add(keyValueHeads, headSize, times: 2, layers)
      }
      return
    }
    // Down to the rank of queries, a norm there, and up to the heads; so for keys and values, whose part that carries the
    // position is not squeezed; then the output.
    sum.add(hiddenSize, latent.queryRank, times: layers)
    sum.add(latent.queryRank, times: layers)
    sum.add(latent.queryRank, attentionHeads, headSize, times: layers)
    sum.add(hiddenSize, latent.keyValueRank + latent.positionHeadSize, times: layers)
    sum.add(latent.keyValueRank, times: layers)
    sum.add(
      latent.keyValueRank, attentionHeads, headSize - latent.positionHeadSize + latent.valueHeadSize, times: layers)
    sum.add(attentionHeads, latent.valueHeadSize, hiddenSize, times: layers)
  }

  /// Three matrices each, as of a gated feed-forward.
  private func addFeedForward(to sum: inout TensorSum) {
    guard let experts else {
      sum.add(hiddenSize, feedForwardSize, 3, times: layers)
      return
    }
    let sparseLayers = layers - experts.denseLayers
    sum.add(hiddenSize, feedForwardSize, 3, times: experts.denseLayers)
    sum.add(hiddenSize, experts.feedForwardSize, 3, times: experts.routed, sparseLayers)
    sum.add(hiddenSize, experts.feedForwardSize, 3, times: experts.shared, sparseLayers)
    sum.add(hiddenSize, experts.routed, times: sparseLayers)
    if experts.hasRouterBias { sum.add(experts.routed, times: sparseLayers) }
  }
}

/// A sum of the sizes of tensors; `nil` once it does not fit an `Int`.
private struct TensorSum {
  private(set) var total: Int? = 0

  /// Adds the product of all factors.
  mutating func add(_ shape: Int..., times counts: Int...) {
    var product = 1
    for factor in shape + counts {
      let next = product.multipliedReportingOverflow(by: factor)
      if next.overflow { return total = nil }
      product = next.partialValue
    }
    add(product)
  }

  mutating func add(_ size: Int) {
    guard let old = total else { return }
    let next = old.addingReportingOverflow(size)
    total = next.overflow ? nil : next.partialValue
  }
}
