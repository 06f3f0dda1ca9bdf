import Diagnostics
import Testing

@testable import SizeHints

@Suite("LoRA parameters")
struct LoRAParametersTests {
  static let llama8B = ModelShape(
    modelType: "llama", layers: 32, hiddenSize: 4_096, attentionHeads: 32, keyValueHeads: 8, headSize: 128,
    feedForwardSize: 14_336)

  private func count(_ shape: ModelShape, _ targets: String, rank: Int) throws -> Int {
    try LoRAParameters(shape: shape, targets: LoRATargets(targets), rank: rank).count
  }

  @Test("of Llama-3.1-8B, all linear, are 41.9 M at rank 16 and 83.9 M at rank 32, as by hand")
  func llama() throws {
    // q and o: 4096 + 4096; k and v: 4096 + 8 x 128; gate, up and down: 4096 + 14336.
    let layer = 2 * 8_192 + 2 * 5_120 + 3 * 18_432
    #expect(layer == 81_920)
    let parameters = try LoRAParameters(shape: Self.llama8B, targets: .allLinear, rank: 16)
    #expect(parameters.count == 41_943_040 && parameters.count == layer * 32 * 16)
    #expect(
      parameters.widthPerLayer == layer && parameters.matricesPerLayer == 7 && parameters.countPerRank == layer * 32)
    #expect(try count(Self.llama8B, "all-linear", rank: 32) == 83_886_080)
  }

  @Test("of single targets are those of their matrices, keys and values as narrow as their heads are few")
  func targets() throws {
    #expect(try count(Self.llama8B, "q", rank: 1) == 8_192 * 32)
    #expect(try count(Self.llama8B, "k_proj", rank: 1) == 5_120 * 32)
    #expect(try count(Self.llama8B, "q_proj,v_proj", rank: 8) == (8_192 + 5_120) * 32 * 8)
    #expect(try count(Self.llama8B, "v,q,v", rank: 8) == (8_192 + 5_120) * 32 * 8)
    #expect(try count(Self.llama8B, "attention", rank: 1) == 26_624 * 32)
    #expect(try count(Self.llama8B, "mlp", rank: 1) == 55_296 * 32)
    // Heads whose widths do not add up to the hidden size, as in Gemma 2 9B.
    let gemma = ModelShape(
      modelType: "gemma2", layers: 42, hiddenSize: 3_584, attentionHeads: 16, keyValueHeads: 8, headSize: 256,
      feedForwardSize: 14_336)
    #expect(try count(gemma, "q,o", rank: 1) == 2 * (3_584 + 4_096) * 42)
    #expect(try count(gemma, "k", rank: 1) == (3_584 + 2_048) * 42)
  }

  @Test("of a model that keeps matrices as one are those of that one")
  func fused() throws {
    let phi = ModelShape(
      modelType: "phi3", layers: 32, hiddenSize: 3_072, attentionHeads: 32, keyValueHeads: 32, headSize: 96,
      feedForwardSize: 8_192)
    // qkv_proj, o_proj, gate_up_proj, down_proj.
    let layer = (3_072 + 9_216) + (3_072 + 3_072) + (3_072 + 16_384) + (8_192 + 3_072)
    #expect(try count(phi, "all-linear", rank: 16) == layer * 32 * 16)
    #expect(try count(phi, "o", rank: 1) == 6_144 * 32)
    for targets in ["q,v", "gate"] {
      #expect(throws: LoRAParameters.Unknown.self) { try count(phi, targets, rank: 1) }
    }
  }

  @Test("that the figures do not tell are not made up: the reason is said")
  func unknown() throws {
    var experts = Self.llama8B
    experts.modelType = "mixtral"
    experts.experts = 8
    var nameless = Self.llama8B
    nameless.modelType = nil
    var latent = Self.llama8B
    latent.modelType = "deepseek_v3"
    var headless = Self.llama8B
    headless.headSize = nil
    var huge = Self.llama8B
    huge.hiddenSize = .max
    var layerless = Self.llama8B
    layerless.layers = nil
    let cases: [(ModelShape, String)] = [
      (experts, "mixture of experts"), (nameless, "whose type nobody states"), (latent, "deepseek_v3"),
      (headless, "attention"), (huge, "too large"), (layerless, "number of layers"),
    ]
    for (shape, words) in cases {
      let error = #expect(throws: LoRAParameters.Unknown.self) { try count(shape, "all-linear", rank: 16) }
      #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "")")
    }
    #expect(try count(experts, "attention", rank: 1) == 26_624 * 32)
    #expect(try count(headless, "mlp", rank: 1) == 55_296 * 32)
    #expect(throws: LoRAParameters.Unknown.self) { try count(Self.llama8B, "all-linear", rank: .max) }
  }

  @Test("targets that no layer has are refused with the names that there are", arguments: ["", "q,", "w", "all", "Q"])
  func badTargets(text: String) {
    let error = #expect(throws: TrainPackError.self) { try LoRATargets(text) }
    #expect(error?.code == .hintUnknownTarget && error?.fix.contains("all-linear") == true)
  }

  @Test("are enough while they are at least as many as the trained tokens; the smallest rank that is enough is found")
  func capacity() throws {
    let parameters = try LoRAParameters(shape: Self.llama8B, targets: .allLinear, rank: 16)
    for (tokens, isEnough, rank) in [
      (0, true, 1), (1_500_000, true, 1), (2_621_440, true, 1), (2_621_441, true, 2), (41_943_040, true, 16),
      (41_943_041, false, 17), (100_000_000, false, 39),
    ] {
      let capacity = LoRACapacity(parameters: parameters, lossTokens: tokens)
      #expect(capacity.isEnough == isEnough && capacity.smallestRank == rank, "\(tokens)")
      #expect((capacity.finding == nil) == isEnough)
      if let finding = capacity.finding { #expect(finding.fix.contains("--rank \(rank) ")) }
    }
  }
}
