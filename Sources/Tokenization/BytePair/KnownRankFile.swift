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
      name: "gpt2", tokenCount: 50_256, fingerprint: 0xAE11_7415_268B_DAB3, pattern: .gpt2, normalization: .none),
    KnownRankFile(
      name: "cl100k_base", tokenCount: 100_256, fingerprint: 0xBDEF_C28C_1609_8229, pattern: .cl100k,
      normalization: .none),
    KnownRankFile(
      name: "o200k_base", tokenCount: 199_998, fingerprint: 0x6997_A4A2_9A75_6D96, pattern: .o200k, normalization: .none
    ),
    KnownRankFile(
      name: "llama-3", tokenCount: 128_000, fingerprint: 0xE56E_6C65_D1EE_469E, pattern: .llama3, normalization: .none),
    KnownRankFile(
      name: "qwen", tokenCount: 151_643, fingerprint: 0x03E8_759F_39D7_B98E, pattern: .qwen2,
      normalization: .composedCanonical),
  ]

  /// Returns the known file with these tokens.
  static func find(_ table: TokenTable) -> KnownRankFile? {
    let candidates = all.filter { $0.tokenCount == table.count && table.idCount == table.count }
    if candidates.isEmpty { return nil }
    let fingerprint = fingerprint(of: table)
    return candidates.first { $0.fingerprint == fingerprint }
  }

  /// A hash over all tokens in the order of their ids, 15 bytes with their number at a time.
  static func fingerprint(of table: TokenTable) -> UInt64 {
    let step = TokenKey.maximumInlineLength
    var hash: UInt64 = 0
    table.forEachRange { _, all, token in
      var start = token.lowerBound
      while start < token.upperBound {
        let length = min(token.upperBound &- start, step)
        hash = TokenKey(all.bytes, start: start, length: length).hash(seed: hash)
        start &+= length
      }
    }
    return hash
  }
}
