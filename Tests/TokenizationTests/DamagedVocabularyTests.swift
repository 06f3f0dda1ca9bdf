import Diagnostics
import Foundation
import StrictJSON
import TestSupport
import Testing

@testable import Tokenization

@Suite("Damaged vocabulary files")
struct DamagedVocabularyTests {
  /// A small sound file of each format, by name.
  static func sound(_ name: String) throws -> [UInt8] {
    switch name {
    case "tokenizer.json": return Array(TinyTokenizerJSON().text.utf8)
    case "tekken.json": return TekkenFileTests.file()
    case _ where name.hasPrefix("pipeline "):
      let line = try #require(Int(name.dropFirst(9)))
      let lines = try TestData.fixture("pipelines.jsonl").split(separator: 0x0A)
      let document = try JSONReader().read(Array(lines[line]), at: InputLocation(source: "pipelines.jsonl"))
      return Array(try #require(document.root["file"]).raw)
    default: return try TestData.fixture(name)
    }
  }

  static let names =
    [
      "tiny.tiktoken", "tiny-bpe.model", "tiny-unigram.model", "gguf/scored.gguf", "gguf/merges.gguf",
      "gguf/unigram.gguf", "gguf/wordpiece.gguf", "gguf/longest.gguf", "gguf/plain.gguf", "tokenizer.json",
      "tekken.json",
    ] + (0..<6).map { "pipeline \($0)" }

  private static let texts = ["", " ", "a", "fever and cough\n\n", "\u{E9}\u{4E2D}\u{1F600} 123", "<s>[INST] x</s>"]

  /// Loads a file and uses it; returns whether it was refused, always with a typed error.
  private func isRefused(_ bytes: [UInt8], _ name: String, _ damage: String) -> Bool {
    do {
      let file = try VocabularyFile(path: name, bytes: bytes)
      let tokenizer = try file.makeTokenizer(
        TokenizerOptions(pattern: name.hasSuffix(".tiktoken") ? .gpt2 : nil))
      let encoder = tokenizer.makeEncoder()
      for text in Self.texts {
        do {
          let tokens = try encoder.encode(Array(text.utf8))
          _ = try encoder.count(Array(text.utf8))
          for index in tokens.ids.indices {
            #expect(
              tokens.starts[index] >= 0 && tokens.starts[index] <= tokens.ends[index]
                && Int(tokens.ends[index]) <= text.utf8.count, "\(name), \(damage): a range beyond \(text)")
          }
          _ = try tokenizer.vocabulary.decode(tokens.ids)
        } catch is TrainPackError {}
      }
      return false
    } catch is TrainPackError {
      return true
    } catch {
      Issue.record("\(name), \(damage): \(type(of: error)): \(error)")
      return true
    }
  }

  private static var isWhole: Bool { ReferenceOracle.isFullSweep }

  @Test("a file that is cut short is refused, or is a sound one of its own", arguments: names)
  func truncations(_ name: String) throws {
    let bytes = try Self.sound(name)
    let step = Self.isWhole ? 1 : max(1, bytes.count / 60)
    var refused = 0
    var tried = 0
    for length in stride(from: 0, to: bytes.count, by: step) {
      tried += 1
      if isRefused(Array(bytes[..<length]), name, "cut at \(length)") { refused += 1 }
    }
    // Rank files are lines, and some models can do without their last fields.
    #expect(refused * 2 > tried || name.hasSuffix(".tiktoken"), "\(refused) of \(tried) are refused")
  }

  @Test("a file with wrong bytes is refused, or is another sound one", arguments: names)
  func flips(_ name: String) throws {
    let bytes = try Self.sound(name)
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for round in 0..<(Self.isWhole ? 20_000 : 60) {
      var damaged = bytes
      // Often in the first bytes, which say how much follows.
      let near = Bool.random(using: &generator) ? min(bytes.count, 256) : bytes.count
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<near, using: &generator)
        damaged[place] =
          [0x00, 0xFF, 0x7F, 0x80, damaged[place] ^ 1, UInt8.random(in: 0...255, using: &generator)]
          .randomElement(using: &generator) ?? 0
      }
      _ = isRefused(damaged, name, "seed \(seed), round \(round)")
    }
  }

  @Test("a rank far beyond what a file can list asks for no memory")
  func farRank() throws {
    let lines = (0...255).map { "\(Data([UInt8($0)]).base64EncodedString()) \($0)\n" }.joined()
    let bytes = Array((lines + "YWI= 4194303\n").utf8)
    let code = thrownCode {
      _ = try VocabularyFile(path: "far.tiktoken", bytes: bytes).makeTokenizer(TokenizerOptions(pattern: .gpt2))
    }
    #expect(code == "vocabulary.corrupt-ranks")
  }
}
