import Foundation
import Testing

@testable import Tokenization

/// One engine with its vocabulary, and the reference that it must equal.
struct ConformanceCase: CustomTestStringConvertible, Sendable {
  var name: String
  /// The vocabulary that is encoded with.
  var vocabulary: String
  var options: TokenizerOptions
  var boundary = TextBoundary.textStart
  /// What the reference is and which file it reads; see `Fixtures/oracle.py`.
  var oracleKind: String
  var oracleVocabulary: String
  /// Whether the reference, in another version, may choose another of several segmentations with the same score.
  var allowsTies = false

  var testDescription: String { name }

  static let byteLevel: [ConformanceCase] =
    [("gpt2", "gpt2"), ("cl100k", "cl100k_base"), ("o200k", "o200k_base"), ("llama3", "llama-3")].map {
      ConformanceCase(
        name: $0.0, vocabulary: "\($0.1).tiktoken",
        options: TokenizerOptions(pattern: PretokenizerPattern(rawValue: $0.0)),
        oracleKind: $0.0, oracleVocabulary: "\($0.1).tiktoken")
    } + [
      ConformanceCase(
        name: "qwen", vocabulary: "qwen.tiktoken", options: TokenizerOptions(addedTokens: qwenAddedTokens),
        oracleKind: "tokenizers", oracleVocabulary: "qwen3/tokenizer.json")
    ]

  /// The added tokens of Qwen3 that are not special: text encodes to them.
  static let qwenAddedTokens: [AddedToken] = [
    "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>", "<|repo_name|>",
    "<|file_sep|>", "<tool_response>", "</tool_response>", "<think>", "</think>",
  ].enumerated().map { AddedToken($0.element, id: Int32(151_657 + $0.offset), isSpecial: false) }

  /// Vocabularies that are JSON and say themselves how text is cut and which tokens are added.
  static let json: [ConformanceCase] =
    [("tekken", "tekken"), ("tekken, transformers", "tekken-transformers")].map {
      ConformanceCase(
        name: $0.0, vocabulary: "tekken_240718.json", options: TokenizerOptions(), oracleKind: $0.1,
        oracleVocabulary: "tekken_240718.json")
    }
    + [
      "deepseek-v3.tokenizer.json", "gpt2.tokenizer.json", "qwen3/tokenizer.json", "llama2.tokenizer.json",
      "mistral01.tokenizer.json", "mistral03.tokenizer.json", "xlnet_base_cased.tokenizer.json",
    ].map {
      ConformanceCase(
        name: $0, vocabulary: $0, options: TokenizerOptions(), oracleKind: "tokenizers", oracleVocabulary: $0)
    }

  /// Llama-2's tokenizer.json puts a space before every part of the text.
  static let llama: [ConformanceCase] =
    [("tokenizers", TextBoundary.textStart), ("tokenizers-after", .afterSpecialToken)].map {
      ConformanceCase(
        name: "llama-2, \($0.0)", vocabulary: "llama-2.model", options: TokenizerOptions(prefixRule: .always),
        boundary: $0.1, oracleKind: $0.0, oracleVocabulary: "llama2.tokenizer.json")
    }

  static let mistral: [ConformanceCase] = [("v1", "01"), ("v3", "03")].flatMap { version, file in
    [("tokenizers", TextBoundary.textStart), ("tokenizers-after", .afterSpecialToken)].map {
      ConformanceCase(
        name: "mistral-\(version), \($0.0)", vocabulary: "mistral-\(version).model",
        options: TokenizerOptions(prefixRule: .first), boundary: $0.1, oracleKind: $0.0,
        oracleVocabulary: "mistral\(file).tokenizer.json")
    }
  }

  static let sentencePiece: [ConformanceCase] =
    ["mistral-v1", "mistral-v3", "llama-2", "gemma-2", "gemma-3", "botchan_en_bpe_1000"]
    .map { sentencePiece($0, allowsTies: false) }
    + ["t5", "xlnet-base-cased", "botchan_en_unigram_1000", "kyoto_ja_unigram_8000"].map {
      sentencePiece($0, allowsTies: true)
    }

  /// Mistral v1 as the library alone encodes it; the others by the engine that is used without asking.
  static let libraryAlone: [ConformanceCase] = {
    var alone = sentencePiece("mistral-v1", allowsTies: false)
    alone.name += ", library alone"
    alone.options.engine = .library
    return [alone]
  }()

  private static func sentencePiece(_ name: String, allowsTies: Bool) -> ConformanceCase {
    ConformanceCase(
      name: "\(name), sentencepiece", vocabulary: "\(name).model", options: TokenizerOptions(prefixRule: .always),
      oracleKind: "sentencepiece", oracleVocabulary: "\(name).model", allowsTies: allowsTies)
  }
}

/// `TRAINPACK_FULL_SWEEP=1` compares every dataset string, every scalar and 20,000 random strings.
@Suite("Conformance with the reference libraries", .serialized)
struct ConformanceTests {
  @Test(
    "ids and ranges equal the reference's",
    arguments: ConformanceCase.byteLevel + ConformanceCase.json + ConformanceCase.mistral + ConformanceCase.llama
      + ConformanceCase.sentencePiece + ConformanceCase.libraryAlone)
  func equalsReference(engine: ConformanceCase) throws {
    let test = "conformance of \(engine.name)"
    guard let oracle = ReferenceOracle(for: test, covering: "equality with the reference library"),
      let path = TestData.vocabulary(engine.vocabulary, test),
      let oraclePath = TestData.vocabulary(engine.oracleVocabulary, test)
    else { return }
    let tokenizer = try VocabularyFile.open(path).makeTokenizer(engine.options)
    let seed = UInt64.random(in: .min ... .max)
    var comparison = Comparison(engine: engine, tokenizer: tokenizer, seed: seed)
    func compare(_ texts: [[UInt8]]) throws {
      // Behind a special token the reference would read those that these spell.
      let texts = engine.boundary == .afterSpecialToken ? texts.filter { !holdsSpecialText($0) } : texts
      let answers = try oracle.encode(texts, kind: engine.oracleKind, vocabulary: oraclePath)
      try #require(answers.count == texts.count)
      try comparison.add(texts, answers)
    }
    try compare(try SweepTexts.datasets(test) + SweepTexts.random(seed: seed) + SweepTexts.hard)
    for range in SweepTexts.scalarRanges { try compare(SweepTexts.scalars(in: range)) }
    #expect(comparison.differences == 0, "\(comparison)")
    // Debian's 0.1.97 and the Python library's 0.2.3 break ties of Unigram models differently; they are rare.
    #expect(comparison.ties * 500 <= comparison.texts, "\(comparison)")
    print(comparison)
  }

  private func holdsSpecialText(_ text: [UInt8]) -> Bool {
    let text = String(decoding: text, as: UTF8.self)
    return ["<s>", "</s>", "<unk>", "INST]"].contains { text.contains($0) }
  }

  @Test(
    "the texts that llama.cpp tests its vocabularies with give its ids",
    arguments: [("llama-spm", "llama-2.model"), ("phi-3", "llama-2.model"), ("llama-bpe", "llama-3.tiktoken")])
  func llamaCpp(name: String, vocabulary: String) throws {
    let test = "llama.cpp's answers for \(name)"
    guard let texts = TestData.sharedFile("data/vocabularies/gguf/ggml-vocab-\(name).gguf.inp", test, "its texts"),
      let answers = TestData.sharedFile("data/vocabularies/gguf/ggml-vocab-\(name).gguf.out", test, "its ids"),
      let path = TestData.vocabulary(vocabulary, test)
    else { return }
    let encoder = try VocabularyFile.open(path).makeTokenizer().makeEncoder()
    let parts = String(decoding: try TestData.bytes(texts), as: UTF8.self).components(
      separatedBy: "\n__ggml_vocab_test__\n")
    let lines = String(decoding: try TestData.bytes(answers), as: UTF8.self).components(separatedBy: "\n")
    #expect(parts.count == lines.count && parts.count > 40)
    for (text, line) in zip(parts, lines) {
      #expect(try encoder.encode(Array(text.utf8)).ids == line.split(separator: " ").compactMap { Int32($0) })
    }
  }

  @Test("Mistral v3's user-defined pieces are matched in text, which its tokenizer.json does not do")
  func userDefinedPieces() throws {
    let test = "user-defined pieces of Mistral v3"
    guard let path = TestData.vocabulary("mistral-v3.model", test) else { return }
    let tokenizer = try VocabularyFile.open(path).makeTokenizer(TokenizerOptions(prefixRule: .never))
    let text = Array("[REFERENCE_DOC_3]".utf8)
    let ids = try tokenizer.makeEncoder().encode(text).ids
    #expect(ids == [767])
    #expect(tokenizer.vocabulary.kind(of: 767) == .userDefined)
    guard let oracle = ReferenceOracle(for: test, covering: "the difference between .model and tokenizer.json"),
      let model = TestData.vocabulary("mistral-v3.model", test),
      let json = TestData.vocabulary("mistral03.tokenizer.json", test)
    else { return }
    #expect(try oracle.encode([text], kind: "sentencepiece", vocabulary: model).map(\.ids.last) == [767])
    #expect(try oracle.encode([text], kind: "tokenizers-after", vocabulary: json).map(\.ids.count) == [10])
  }
}
