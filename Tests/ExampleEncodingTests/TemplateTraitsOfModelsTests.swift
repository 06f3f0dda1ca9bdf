import ChatTemplates
import Diagnostics
import Foundation
import Prompting
import Testing

@testable import ExampleEncoding

/// Traits of the templates of real models, held against what a reader finds in each.
@Suite("What the chat templates of models do")
struct TemplateTraitsOfModelsTests {
  private static let folder =
    URL(fileURLWithPath: EncodingFixture.root).deletingLastPathComponent().path + "/shared/data/templates/"

  private func traits(_ name: String) throws -> TemplateTraits {
    let source = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.folder + name + ".jinja")))
    return try TemplateTraits(
      of: try ChatTemplate(source: source, name: name),
      specialTokens: SpecialTokenTexts(bos: Array("<s>".utf8), eos: Array("</s>".utf8)))
  }

  private func isHere(_ test: String) -> Bool {
    if FileManager.default.fileExists(atPath: Self.folder) { return true }
    print("SKIPPED (no ../shared): TemplateTraitsOfModelsTests.\(test): traits of the templates of other models")
    return false
  }

  /// What is expected of one template.
  struct Expected: Sendable {
    var name: String
    var system: SystemTrait
    var alternation = TemplateTraits.Alternation.free
    /// What the system prompt of its own begins with.
    var defaultSystem: String?
    var last: String
    var earlier: String?
    /// Whether the cue stands before the last answer, and before an earlier one.
    var cue = [true, true]
    /// The history of conversations that are plain, with a system prompt, spaced, with reasoning, with tags, and with calls:
    /// kept, changed at its end only, changed, not written or refused.
    var history: String
    var needs: Set<TemplateTraits.Need> = []
  }

  private static let refusal = "the template refused the conversation: "
  private static let byTurns = refusal + "Conversation roles must alternate user/assistant/user/assistant/..."

  static let expected: [Expected] = [
    Expected(
      name: "llama.cpp/google-gemma-2-2b-it", system: .rejected(refusal + "System role not supported"),
      alternation: .strict, last: "<end_of_turn>\n", history: "krknkr"),
    Expected(
      name: "more/mistral__7b-instruct-fp16", system: .rejected(byTurns), alternation: .strict, last: "</s> ",
      history: "krknkr"),
    Expected(
      name: "more/llama2__7b", system: .folded(.first), alternation: .strict, last: " </s>", history: "kkknkr"),
    Expected(name: "mistral-common/v3_spm", system: .folded(.last), last: "</s>", history: "kcknkk"),
    Expected(name: "mistral-common/v7", system: .native, last: "</s>", history: "kkknkk"),
    Expected(
      name: "llama.cpp/mistralai-Mistral-Nemo-Instruct-2407", system: .unanswered, alternation: .strict, last: "</s>",
      history: "knknkk"),
    Expected(
      name: "llama.cpp/Qwen-Qwen2.5-7B-Instruct", system: .native,
      defaultSystem: "You are Qwen, created by Alibaba Cloud.",
      last: "<|im_end|>\n", history: "kkknkk"),
    Expected(name: "llama.cpp/Qwen-Qwen3-0.6B", system: .native, last: "<|im_end|>\n", history: "cccccc"),
    Expected(
      name: "llama.cpp/deepseek-ai-DeepSeek-R1-Distill-Llama-8B", system: .native, last: "<｜end▁of▁sentence｜>",
      cue: [false, false], history: "kkknnk"),
    Expected(
      name: "llama.cpp/microsoft-Phi-3.5-mini-instruct", system: .native, last: "<|end|>\n</s>", earlier: "<|end|>\n",
      history: "eeenen"),
    Expected(
      name: "llama.cpp/meta-llama-Llama-3.1-8B-Instruct", system: .native,
      defaultSystem: "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n", last: "<|eot_id|>",
      history: "kkknkk"),
    Expected(
      name: "llama.cpp/meta-llama-Llama-3.2-3B-Instruct", system: .native,
      defaultSystem: "Cutting Knowledge Date: December 2023\nToday Date: 03 Feb 2001\n\n", last: "<|eot_id|>",
      history: "kkknkk", needs: [.clock]),
    Expected(
      name: "llama.cpp/ibm-granite-granite-3.3-2B-Instruct", system: .native,
      defaultSystem: "Knowledge Cutoff Date: April 2024. Today's Date: February 03, 2001. You are Granite",
      last: "<|end_of_text|>\n", history: "kkknkn", needs: [.clock]),
    Expected(name: "llama.cpp/GLM-4.6", system: .native, last: "", history: "kkkcck"),
    Expected(name: "llama.cpp/ByteDance-Seed-OSS", system: .native, last: "<seed:eos>", history: "kkkkkk"),
    Expected(
      name: "llama.cpp/MiniMax-M2", system: .native, defaultSystem: "You are a helpful assistant.", last: "[e~[\n",
      cue: [false, false], history: "kkkcck"),
    Expected(
      name: "llama.cpp/StepFun3.5-Flash", system: .native, last: "<|im_end|>\n", cue: [true, false], history: "cccccc"),
    Expected(
      name: "llama.cpp/NVIDIA-Nemotron-Nano-v2", system: .native, defaultSystem: "", last: "\n<SPECIAL_12>\n",
      cue: [true, false], history: "cccncc"),
    Expected(
      name: "llama.cpp/moonshotai-Kimi-K2", system: .native, defaultSystem: "You are a helpful assistant",
      last: "<|im_end|>", history: "kkknkk"),
    Expected(name: "llama.cpp/llama-cpp-rwkv-world", system: .native, last: "\n\n", history: "kkknnn"),
    Expected(name: "llama.cpp/LFM2.5-8B-A1B", system: .native, last: "<|im_end|>\n", history: "kkkcck"),
    Expected(
      name: "llama.cpp/openai-gpt-oss-120b", system: .native, defaultSystem: "You are ChatGPT, a large language model",
      last: "<|return|>", earlier: "<|end|>", history: "eeecec", needs: [.clock]),
    Expected(
      name: "llama.cpp/NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use", system: .native,
      defaultSystem: "You are a function calling AI model.", last: "<|im_end|>\n", history: "kkknke", needs: [.tools]),
  ]

  @Test("traits are those that a reader finds in the template", arguments: expected)
  func read(expected: Expected) throws {
    guard isHere("read") else { return }
    let traits = try traits(expected.name)
    #expect(traits.system == expected.system)
    #expect(traits.alternation == expected.alternation)
    let text = traits.defaultSystem.map { String(decoding: $0, as: UTF8.self) }
    if let prompt = expected.defaultSystem {
      #expect(text?.hasPrefix(prompt) == true && (prompt.isEmpty ? text == "" : true), "\(text ?? "none")")
    } else {
      #expect(text == nil)
    }
    #expect(String(decoding: traits.turnEnd.last, as: UTF8.self) == expected.last)
    #expect(String(decoding: traits.turnEnd.earlier, as: UTF8.self) == expected.earlier ?? expected.last)
    #expect([traits.cue.precedesLast, traits.cue.precedesEarlier] == expected.cue)
    #expect(HistoryForm.allCases.map { Self.letter(traits.history[$0]) }.joined() == expected.history)
    #expect(traits.needs == expected.needs)
  }

  private static func letter(_ trait: HistoryTrait?) -> String {
    switch trait {
    case .kept: "k"
    case .changed: trait?.fitsOneRow == true ? "e" : "c"
    case .notWritten: "n"
    case .refused: "r"
    case nil: "?"
    }
  }

  @Test("every template gives traits, those that need variables of their server too")
  func all() throws {
    guard isHere("all") else { return }
    var count = 0
    var failures: [String] = []
    var needed: [String: [String]] = [:]
    for folder in ["llama.cpp", "mistral-common", "more"] {
      for file in try FileManager.default.contentsOfDirectory(atPath: Self.folder + folder).sorted()
      where file.hasSuffix(".jinja") {
        count += 1
        do {
          let traits = try traits(folder + "/" + file.dropLast(6))
          #expect(traits.contents[.user] != nil && traits.contents[.assistant] != nil, "\(file)")
          if !traits.neededVariables.isEmpty { needed[file] = traits.neededVariables }
        } catch let error as TrainPackError {
          failures.append("\(file): \(error.message)")
        }
      }
    }
    #expect(count >= 100)
    #expect(failures.isEmpty)
    #expect(needed == ["fireworks-ai-llama-3-firefunction-v2.jinja": ["functions", "datetime"]])
  }

  @Test("the tags of training templates agree with the rule but for what is told")
  func tags() throws {
    guard isHere("tags") else { return }
    for (name, differences) in [
      ("more/qwen2_5_training", [LossTraits.TagDifference.cue, .lineBreak]), ("llama.cpp/LFM2.5-8B-A1B", [.lineBreak]),
    ] {
      let source = String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: Self.folder + name + ".jinja")), as: UTF8.self)
      let loss = try LossTraits(of: try EncodingFixture.encoder(source).scheme)
      #expect(loss.tagDifferences == differences, "\(name)")
      #expect(loss.last == LossTraits.End(tokenID: EncodingFixture.endOfTurn, isTrained: true))
      #expect(loss.earlier == loss.last)
    }
  }
}
