import Diagnostics
import Foundation
import Prompting
import TestSupport
import Testing
import Tokenization

@testable import ContextFitting

/// What the search for a cut takes for granted, held with real vocabularies.
@Suite("How many tokens more a text may have where more of it is gone")
struct CutMarginTests {
  private static let shipped = [
    "cl100k_base.tiktoken", "o200k_base.tiktoken", "gpt2.tiktoken", "qwen.tiktoken", "mistral-v1.model",
    "mistral-v3.model",
  ]
  private static let shared = [
    "sentencepiece/llama-2.model", "sentencepiece/gemma-3.model", "sentencepiece/t5.model",
    "sentencepiece/xlnet-base-cased.model", "sentencepiece/kyoto_ja_unigram_8000.model",
    "sentencepiece/botchan_en_bpe_1000.model", "sentencepiece/botchan_en_unigram_1000.model",
    "huggingface/deepseek-v3.tokenizer.json",
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
    switch Int.random(in: 0..<14, using: &generator) {
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
    case 10: return "Xy." + run("\t\n \u{3000}\u{A0}", 40)
    default:
      return words(["Fever", "of", "unknown", "origin", "Dr.", "b.i.d.", "3.5", "mg/dL", "don't", "(see", "it)"]) + ". "
    }
  }

  /// One to three texts of a message.
  private static func conversation(_ generator: inout SeededGenerator) -> Conversation {
    var parts: [MessagePart] = []
    for part in 0..<Int.random(in: 1...3, using: &generator) {
      if part > 0 { parts.append(MessagePart(layout: "\n\n")) }
      let text = (0..<Int.random(in: 2...10, using: &generator)).map { _ in sentence(&generator) }.joined()
      parts.append(
        MessagePart(Array(text.utf8), purpose: .vignette, field: "/context/\(part)", fieldRange: 0..<text.utf8.count))
    }
    return Conversation(
      messages: [Message(role: .user, parts: parts)], recordID: "r", location: InputLocation(source: "x"))
  }

  @Test("where a run of sentences goes, at most so many tokens more are left than where a part of it goes")
  func margin() throws {
    let paths =
      Self.shipped.map { PipelineFixture.root + "/Vocabularies/" + $0 }
      + Self.shared.compactMap { PipelineFixture.shared("data/vocabularies/" + $0, for: "CutMarginTests") }
    for path in paths {
      let encoder = try VocabularyFile.open(path).makeTokenizer(TokenizerOptions()).makeEncoder()
      var generator = SeededGenerator(seed: 29)
      var (most, wide) = (Int.min, Int.min)
      for _ in 0..<200 {
        let conversation = Self.conversation(&generator)
        let places = conversation.messages[0].parts.indices.filter { $0 % 2 == 0 }
          .map { Conversation.PartPlace(message: 0, part: $0) }
        let vignette = try Vignette(places, of: conversation)
        let gaps = TextGaps(marker: Array(["", "[…]", "\t"][Int.random(in: 0..<3, using: &generator)].utf8))
        let search = CutSearch(
          sentences: vignette.sentences, spaceByteCounts: vignette.spaceByteCounts, budget: 0, maximumMeasured: 1,
          labels: vignette.labels)
        func count(without run: Range<Int>) throws -> Int {
          let left = gaps.adding(vignette.gaps(removing: run)).conversation(from: conversation)
          return try encoder.count(left.messages[0].parts.flatMap(\.utf8))
        }
        if search.innerCount < 2 { continue }
        for _ in 0..<12 {
          let bounds = (0..<2).map { _ in Int.random(in: 1...search.innerCount + 1, using: &generator) }.sorted()
          let part = bounds[0]..<max(bounds[0] + 1, bounds[1])
          // Sentences before, behind, or both; few, as more tokens are gone with each.
          let whole =
            (part.lowerBound - Int.random(in: 0...2, using: &generator)..<part.upperBound
            + Int.random(in: 0...2, using: &generator)).clamped(to: 1..<search.innerCount + 1)
          if part.upperBound > search.innerCount + 1 || whole == part { continue }
          let more = try count(without: whole) - count(without: part)
          let margin = search.margin(whole)
          most = max(most, more - margin + CutSearch.seamMargin)
          wide = max(wide, more)
          #expect(more <= margin, "\(path): \(whole) and \(part) of \(conversation)")
        }
      }
      print("\(path): without more of a text at most \(wide) tokens more, \(most) beside the white space")
      #expect(most <= 0, "the README says that these need none beside the white space")
    }
  }
}
