import Diagnostics
import ExampleEncoding
import Foundation
import ModelProfiles
import Prompting
import TestSupport
import Testing

@testable import TrainPack

/// What is encoded without the bytes of tokens, and what is only counted, held against tokens with their bytes.
@Suite("Examples without the bytes of their tokens")
struct MeasuredExampleTests {
  private static let roles: [[Role]] = [
    [.user, .assistant], [.user, .assistant], [.user, .assistant], [.system, .user, .assistant],
    [.user, .assistant, .user, .assistant], [.user, .assistant, .user, .assistant, .user, .assistant],
    [.user], [.user, .assistant, .user],
  ]
  private static let texts = [
    "Fever?", "Yes.", " spaced ", "\n\nlines\n", "\r\n", "", " ", "A", "'s", "  two", "12.5 mg b.i.d.",
    "\u{4E2D}\u{6587}",
    "e\u{301}", "\u{2581}x", "\u{1F600}", "<|im_end|>", "</s>", "<s>", "[/INST] x", "<tool_call>", "<|eot_id|>",
    "### Response:\n",
    "assistant", "\u{A0}wide", "\u{FB01}ne", "<bos>", "<end_of_turn>", "a</s>", "</s>b <s> c",
  ]

  private static func conversation(_ number: Int, _ generator: inout SeededGenerator) -> Conversation {
    let roles = roles[number % roles.count]
    let messages = roles.map { role in
      let parts = (0..<Int.random(in: 1...3, using: &generator)).map { index in
        let text = texts.randomElement(using: &generator) ?? "x"
        return index == 1 ? MessagePart(layout: text) : MessagePart(Array(text.utf8), purpose: .text, field: "/x")
      }
      var message = Message(role: role, parts: parts)
      message.isTrained = Int.random(in: 0..<8, using: &generator) > 0
      return message
    }
    return Conversation(messages: messages, recordID: "r", location: InputLocation(source: "test"))
  }

  @Test("ids, loss ranges, turns and figures are those of the whole, for every profile whose vocabulary is here")
  func all() throws {
    let folder = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let registries = try PipelineFixture.registries(folder)
    let seed = UInt64.random(in: .min ... .max)
    for profile in registries.profiles.profiles {
      let name = profile.tokenizer.vocabulary
      guard registries.vocabularies.list().contains(where: { $0.entry.name == name && $0.path != nil }) else {
        print("SKIPPED (no vocabulary \(name)): MeasuredExampleTests.all: \(profile.id)")
        continue
      }
      var generator = SeededGenerator(seed: seed)
      let model = try TargetModel(profile: profile, in: registries)
      let encoder = ExampleEncoder(scheme: model.scheme)
      var shortCount = 0
      for number in 0..<400 {
        let conversation = Self.conversation(number, &generator)
        guard let whole = try? encoder.encode(conversation) else { continue }
        let label = "seed \(seed), \(profile.id), \(conversation.messages)"
        let marked = try encoder.encodeIDs(conversation)
        #expect(marked.example.ids == whole.example.ids, "\(label)")
        #expect(marked.example.lossRanges == whole.example.lossRanges, "\(label)")
        #expect(marked.turns == whole.turns && marked.prompt == whole.prompt, "\(label)")
        if marked.example.starts.isEmpty { shortCount += 1 }
        let measured = try encoder.measure(conversation)
        let expected = MeasuredExample(whole, beginningID: model.beginningID)
        #expect(measured.tokenCount == whole.example.count && measured.turns == whole.turns, "\(label)")
        #expect(measured.lossRanges == whole.example.lossRanges, "\(label)")
        #expect(measured.outputTokenCount == expected.outputTokenCount, "\(label)")
        #expect(measured.beginningCount == expected.beginningCount, "\(label)")
      }
      // Templates without special tokens have theirs told by the tokens.
      #expect(shortCount > 40 || profile.id == "generic-alpaca", "\(profile.id): \(shortCount)")
    }
  }
}
