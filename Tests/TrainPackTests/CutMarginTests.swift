import Foundation
import TestSupport
import Testing
import Tokenization

@testable import ContextFitting

/// What the search for a cut takes for granted, held with real vocabularies.
@Suite("How many tokens more a text may have where more of it is gone")
struct CutMarginTests {
  private static let vocabularies = [
    "tiktoken/cl100k_base.tiktoken", "tiktoken/o200k_base.tiktoken", "tiktoken/qwen.tiktoken",
    "sentencepiece/mistral-v1.model", "sentencepiece/mistral-v3.model", "sentencepiece/llama-2.model",
    "sentencepiece/gemma-3.model",
    "sentencepiece/t5.model", "sentencepiece/xlnet-base-cased.model", "sentencepiece/kyoto_ja_unigram_8000.model",
    "sentencepiece/botchan_en_bpe_1000.model", "sentencepiece/botchan_en_unigram_1000.model",
    "huggingface/gpt2.tokenizer.json", "huggingface/deepseek-v3.tokenizer.json",
  ]

  /// A stretch of text as it stands in records, or as it should never stand there.
  private static func sentence(_ generator: inout SeededGenerator) -> String {
    func run(_ scalars: String, _ longest: Int = 60) -> String {
      let all = Array(scalars.unicodeScalars)
      let count = Int.random(in: 1...longest, using: &generator)
      return String(String.UnicodeScalarView((0..<count).map { _ in all.randomElement(using: &generator) ?? "x" }))
    }
    func words(_ all: [String]) -> String {
      (0..<Int.random(in: 1...20, using: &generator)).map { _ in all.randomElement(using: &generator) ?? "x" }
        .joined(separator: " ")
    }
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: return run("的一是不了人我在有他这为之大来以个中上们疼痛发热患者") + "。"
    case 1: return String(repeating: run("ab. =-_#~\n", 2), count: Int.random(in: 1...60, using: &generator)) + ". "
    case 2: return run("กขคงจชซญดตถทธนบปผ") + "。"
    case 3: return run("0123456789") + ". "
    case 4: return run("ABCDEFabcdef0123456789+/") + "? "
    case 5: return String(repeating: " ", count: Int.random(in: 1...60, using: &generator)) + "Xy.\n"
    case 6: return run("ab") + ". "
    case 7: return run("\u{1F600}\u{1F3FD}\u{200D}\u{2695}\u{FE0F}\u{300}e") + "! "
    case 8: return "antidisestablishment" + run("arianism", 90) + ".  "
    case 9: return run("痛あいうえおアイウエオ") + "！"
    default:
      return words(["Fever", "of", "unknown", "origin", "Dr.", "b.i.d.", "3.5", "mg/dL", "don't", "(see", "it)"]) + ". "
    }
  }

  @Test("where a run of sentences goes, at most so many tokens more are left than where a part of it goes")
  func margin() throws {
    for name in Self.vocabularies {
      guard let path = PipelineFixture.shared("data/vocabularies/" + name, for: "CutMarginTests") else { continue }
      let encoder = try VocabularyFile.open(path).makeTokenizer(TokenizerOptions()).makeEncoder()
      var generator = SeededGenerator(seed: 29)
      var most = Int.min
      for _ in 0..<150 {
        let sentences = (0..<Int.random(in: 3...24, using: &generator)).map { _ in Self.sentence(&generator) }
        func count(without run: Range<Int>) throws -> Int {
          try encoder.count(Array((sentences[..<run.lowerBound] + sentences[run.upperBound...]).joined().utf8))
        }
        for _ in 0..<12 {
          let bounds = (0..<2).map { _ in Int.random(in: 1..<sentences.count, using: &generator) }.sorted()
          let part = bounds[0]..<bounds[1]
          let longer = part.lowerBound - 1..<part.upperBound + 1
          let whole = (Bool.random(using: &generator) ? longer : part.lowerBound..<longer.upperBound)
            .clamped(to: 0..<sentences.count)
          let more = try count(without: whole) - count(without: part)
          most = max(most, more)
          #expect(more <= CutSearch.margin, "\(name): \(whole) and \(part) of \(sentences)")
        }
      }
      print("\(name): without more of a text at most \(most) tokens more")
    }
  }
}
