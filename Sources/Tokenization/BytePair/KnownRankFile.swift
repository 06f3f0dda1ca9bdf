/// A published rank file that TrainPack knows by its content, with what the file itself does not say.
struct KnownRankFile {
  let name: String
  let tokenCount: Int
  /// `fingerprint(of:)` of its tokens.
  let fingerprint: UInt64
  let pattern: PretokenizerPattern
  let normalization: TextNormalization

  /// The published files.
  ///
  /// - Source: tiktoken's `openai_public.py`; the `tokenizer.py` of Llama 3 and the `tokenizer.json` of Qwen2.
  static let all: [KnownRankFile] = [
    KnownRankFile(
      name: "gpt2", tokenCount: 50_256, fingerprint: 0xECEE_1AAC_7230_1526, pattern: .gpt2, normalization: .none),
    KnownRankFile(
      name: "cl100k_base", tokenCount: 100_256, fingerprint: 0x25C3_3973_975E_293C, pattern: .cl100k,
      normalization: .none),
    KnownRankFile(
      name: "o200k_base", tokenCount: 199_998, fingerprint: 0xCFE1_3F52_9D77_590F, pattern: .o200k, normalization: .none
    ),
    KnownRankFile(
      name: "llama-3", tokenCount: 128_000, fingerprint: 0x6746_65DA_D0CA_41DC, pattern: .llama3, normalization: .none),
    KnownRankFile(
      name: "qwen", tokenCount: 151_643, fingerprint: 0x8A8D_483A_0600_9A6E, pattern: .qwen2,
      normalization: .composedCanonical),
  ]

  /// Returns the known file with these tokens.
  static func find(_ table: TokenTable) -> KnownRankFile? {
    let candidates = all.filter { $0.tokenCount == table.count && table.idCount == table.count }
    if candidates.isEmpty { return nil }
    let fingerprint = fingerprint(of: table)
    return candidates.first { $0.fingerprint == fingerprint }
  }

  /// FNV-1a, 64 bits, over all tokens in the order of their ids, each followed by its length.
  static func fingerprint(of table: TokenTable) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    table.forEach { _, token in
      for index in 0..<token.count { hash = (hash ^ UInt64(token[index])) &* 0x100_0000_01B3 }
      hash = (hash ^ UInt64(truncatingIfNeeded: token.count)) &* 0x100_0000_01B3
    }
    return hash
  }
}
