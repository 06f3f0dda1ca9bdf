import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Tokenization

@Suite("SentencePiece model files")
struct SentencePieceModelFileTests {
  private let text = Array("the patient's \u{FB01} \u{1F600} fever\n".utf8)

  /// Loads a model in every way and encodes with it; returns the code of the error, if there was one.
  private func use(_ model: [UInt8]) -> String? {
    thrownCode {
      let tokenizer = try SentencePieceTokenizer(
        model, path: "x.model", options: TokenizerOptions(prefixRule: .first), limits: Limits())
      let tokens = try tokenizer.makeEncoder().encode(text)
      #expect(tokens.ends.allSatisfy { $0 <= Int32(text.count) })
      #expect(tokens.ranges.allSatisfy { $0.lowerBound >= 0 })
      _ = try tokenizer.vocabulary.decode(tokens.ids)
    }
  }

  @Test("a model cut at any byte is an error", arguments: ["tiny-bpe.model", "tiny-unigram.model"])
  func truncation(name: String) throws {
    let whole = try TestData.fixture(name)
    #expect(use(whole) == nil)
    for count in 0..<whole.count {
      let code = use(Array(whole[..<count]))
      #expect(code == "vocabulary.corrupt-model", "cut at \(count)")
    }
  }

  @Test(
    "a model with any byte changed is an error or a working tokenizer",
    arguments: ["tiny-bpe.model", "tiny-unigram.model"])
  func changedBytes(name: String) throws {
    let whole = try TestData.fixture(name)
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let codes: Set<String?> = [
      nil, "vocabulary.corrupt-model", "vocabulary.duplicate-token", "limits.exceeded", "vocabulary.unknown-id",
      "tokenization.engine-failed",
    ]
    // Every byte in a full sweep, else each fourth from a random one on.
    let step = ProcessInfo.processInfo.environment["TRAINPACK_FULL_SWEEP"] == nil ? 4 : 1
    for offset in stride(from: Int.random(in: 0..<step, using: &generator), to: whole.count, by: step) {
      var changed = whole
      changed[offset] ^= UInt8.random(in: 1...255, using: &generator)
      let code = use(changed)
      #expect(codes.contains(code), "seed \(seed), byte \(offset) is \(changed[offset]): \(code ?? "")")
    }
  }

  @Test("settings that contradict the pieces are named")
  func contradictions() throws {
    let whole = try TestData.fixture("tiny-bpe.model")
    func piece(_ text: [UInt8], score: Float = 0, type: UInt8 = 1) -> [UInt8] {
      let bits = score.bitPattern
      let body: [UInt8] =
        [0x0A, UInt8(text.count)] + text + [0x15] + (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) } + [
          0x18, type,
        ]
      return [0x0A, UInt8(body.count)] + body
    }
    let cases: [(String, [UInt8], String)] = [
      ("no text", piece([]), "vocabulary.corrupt-model"),
      ("not UTF-8", piece([0xFF]), "vocabulary.corrupt-model"),
      ("NUL", piece([0x61, 0]), "vocabulary.corrupt-model"),
      ("score NaN", piece([0x7E], score: .nan), "vocabulary.corrupt-model"),
      ("type 99", piece([0x7E, 0x7E], type: 99), "vocabulary.corrupt-model"),
      ("second unknown", piece([0x7E, 0x7E], type: 2), "vocabulary.corrupt-model"),
      ("byte without a number", piece([0x7E, 0x7E], type: 6), "vocabulary.corrupt-model"),
      ("duplicate", piece(Array("[DOC]".utf8), type: 4), "vocabulary.duplicate-token"),
      ("length of 2^63", [0x0A] + [UInt8](repeating: 0x80, count: 9) + [0x01], "vocabulary.corrupt-model"),
      ("number of 11 bytes", [0x20] + [UInt8](repeating: 0x80, count: 10) + [0x01], "vocabulary.corrupt-model"),
      ("unknown model type", [0x12, 2, 0x18, 9], "vocabulary.corrupt-model"),
      ("pieces as a number", [0x08, 1], "vocabulary.corrupt-model"),
      ("wire type 7", [0x0F], "vocabulary.corrupt-model"),
      ("table too short", [0x1A, 4, 0x12, 2, 1, 2], "vocabulary.corrupt-model"),
      ("no byte fallback", [0x12, 3, 0x98, 0x02, 0], "vocabulary.corrupt-model"),
    ]
    for (name, extra, code) in cases { #expect(use(whole + extra) == code, "\(name)") }
    #expect(use(whole + piece([0x7E, 0x7E], type: 1)) == nil)
  }

  @Test("limits on tokens and their bytes hold")
  func limits() throws {
    let whole = try TestData.fixture("tiny-bpe.model")
    var limits = Limits()
    limits.maximumVocabularyTokens = 519
    #expect(thrownCode { _ = try SentencePieceModelFile(whole.span, path: "x", limits: limits) } == "limits.exceeded")
    limits = Limits()
    limits.maximumTokenBytes = 5
    #expect(thrownCode { _ = try SentencePieceModelFile(whole.span, path: "x", limits: limits) } == "limits.exceeded")
  }

  @Test("the model's own test samples, which need the dummy prefix, do not keep it from being turned off")
  func selfTest() throws {
    // self_test_data { samples { input: "a" expected: "not this" } }
    let sample: [UInt8] = [0x0A, 1, 0x61, 0x12, 8] + Array("not this".utf8)
    let field: [UInt8] = [0x22, UInt8(sample.count + 2), 0x0A, UInt8(sample.count)] + sample
    #expect(use(try TestData.fixture("tiny-bpe.model") + field) == nil)
  }

  @Test("a model that fails its own test is damaged, one that passes it is not")
  func ownSamples() throws {
    let whole = try TestData.fixture("tiny-bpe.model")
    func test(_ samples: [UInt8]) -> String? {
      thrownCode { _ = try VocabularyFile(path: "x", bytes: whole + samples).selfTest() }
    }
    #expect(test(ModelBytes.sample("fever", "\u{2581}f ev er")) == nil)
    #expect(test(ModelBytes.sample("a\u{1F600}", "\u{2581}a <0xF0> <0x9F> <0x98> <0x80>")) == nil)
    #expect(test(ModelBytes.sample("fever", "\u{2581}f e ver")) == "vocabulary.corrupt-model")
    let sampled = whole + ModelBytes.sample("fever", "\u{2581}f ev er")
    #expect(try VocabularyFile(path: "x", bytes: sampled).selfTest().ownSampleCount == 1)
  }

  @Test("a NUL for a piece is left unused beside byte pieces, as the reference leaves it, and damage without them")
  func loneNUL() throws {
    let nul = ModelBytes.piece(ModelBytes.Piece(text: "\0"))
    let whole = try TestData.fixture("tiny-bpe.model")
    let tokenizer = try VocabularyFile(path: "x", bytes: whole + nul).makeTokenizer()
    let plain = try VocabularyFile(path: "x", bytes: whole).makeTokenizer()
    let text = Array("a\0b".utf8)
    #expect(try tokenizer.makeEncoder().encode(text).ids == plain.makeEncoder().encode(text).ids)
    #expect(use(try TestData.fixture("tiny-unigram.model") + nul) == "vocabulary.corrupt-model")
  }

  @Test("a table of character replacements that leads outside of itself is refused before the library sees it")
  func charactersMap() throws {
    // Every node has another offset at random: most lead outside.
    var generator = SeededGenerator(seed: 5)
    var map = [UInt8](repeating: 0, count: 4 + 1_024 + 2)
    map[1] = 4
    for offset in 4..<1_028 { map[offset] = UInt8.random(in: 0...255, using: &generator) }
    #expect(CharacterMapCheck.flaw(of: map.span, in: 0..<map.count) != nil)
    var short = map
    short[2] = 1
    #expect(CharacterMapCheck.flaw(of: short.span, in: 0..<short.count) == "its trie does not fit")
    var open = map
    open[open.count - 1] = 0x61
    #expect(CharacterMapCheck.flaw(of: open.span, in: 0..<open.count) == "its last replacement does not end")
  }

  @Test("changed bytes of real models are errors or working tokenizers")
  func realModels() throws {
    let rounds = ProcessInfo.processInfo.environment["TRAINPACK_FULL_SWEEP"] == nil ? 3 : 2_000
    for name in ["botchan_en_bpe_1000.model", "botchan_en_unigram_1000.model"] {
      guard let path = TestData.vocabulary(name, "changed bytes of real models") else { return }
      let whole = try TestData.bytes(path)
      #expect(use(whole) == nil)
      let seed = UInt64.random(in: .min ... .max)
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<rounds {
        var changed = whole
        let offset = Int.random(in: whole.indices, using: &generator)
        changed[offset] ^= UInt8.random(in: 1...255, using: &generator)
        let code = use(changed)
        #expect(code != "tokenization.text-not-utf8", "seed \(seed), byte \(offset)")
      }
    }
  }
}
