import ChatTemplates
import ExampleEncoding
import ModelProfiles
import Prompting
import Testing

@testable import TrainPack

@Suite("Traits of the templates that ship")
struct ShippedTemplateTraitsTests {
  /// What is expected of one profile's template.
  struct Expected: Sendable {
    var profile: String
    var system: SystemTrait
    var alternation = TemplateTraits.Alternation.free
    var firstAssistant = TemplateTraits.Acceptance.written
    /// How often the token that begins a text stands first, and whether later questions repeat it.
    var beginning: (count: Int, isRepeated: Bool)?
    var last: String
    var earlier: String?
    /// The forms of conversations of several turns that do not fit one row.
    var apart: Set<HistoryForm> = []
    /// What becomes of the white space around a user's text.
    var whiteSpace = ContentTrait.WhiteSpace.kept
    var toolResults = TemplateTraits.Acceptance.refused
  }

  static let expected: [Expected] = [
    Expected(
      profile: "deepseek-v3", system: .native, beginning: (1, false), last: "<｜end▁of▁sentence｜>", toolResults: .written
    ),
    Expected(
      profile: "gemma-2-9b-it",
      system: .rejected(
        "the template refused the conversation: Gemma 2 takes no system prompt; put it into the first user turn"),
      alternation: .strict, firstAssistant: .refused, beginning: (1, false), last: "<end_of_turn>\n",
      whiteSpace: .stripped),
    Expected(profile: "generic-alpaca", system: .native, beginning: (1, false), last: "</s>"),
    Expected(profile: "generic-chatml", system: .native, last: "<|im_end|>\n", toolResults: .written),
    Expected(
      profile: "llama-2-7b-chat", system: .folded(.first), alternation: .strict, firstAssistant: .refused,
      beginning: (1, true), last: " </s>", whiteSpace: .stripped),
    Expected(
      profile: "llama-3.1-8b-instruct", system: .native, beginning: (1, false), last: "<|eot_id|>",
      whiteSpace: .stripped,
      toolResults: .written),
    Expected(profile: "meditron-7b", system: .native, beginning: (1, false), last: "</s>"),
    Expected(
      profile: "mistral-7b-instruct-v0.1",
      system: .rejected(
        "the template refused the conversation: Conversation roles must alternate user/assistant/user/assistant/..."),
      alternation: .strict, firstAssistant: .refused, beginning: (1, false), last: "</s> "),
    Expected(
      profile: "mistral-7b-instruct-v0.3", system: .folded(.last), firstAssistant: .refused, beginning: (1, false),
      last: "</s>", apart: [.system], toolResults: .written),
    Expected(
      profile: "mistral-nemo-instruct-2407", system: .folded(.last), firstAssistant: .refused, beginning: (1, false),
      last: "</s>", apart: [.system], toolResults: .written),
    Expected(
      profile: "phi-3-mini-4k-instruct", system: .native, beginning: (0, false), last: "<|end|>\n<|endoftext|>",
      earlier: "<|end|>\n", toolResults: .dropped),
    Expected(profile: "qwen2.5-7b-instruct", system: .native, last: "<|im_end|>\n", toolResults: .written),
  ]

  @Test("every profile's template does what is known of it", arguments: expected)
  func traits(expected: Expected) throws {
    let registries = try Registries(home: PipelineFixture.root)
    let account = try TemplateAccount(of: try registries.profiles.profile(named: expected.profile), in: registries)
    let traits = try account.traits.get()
    #expect(traits.system == expected.system)
    #expect(traits.alternation == expected.alternation && traits.firstAssistant == expected.firstAssistant)
    #expect(traits.beginning?.atStart == expected.beginning?.count)
    #expect(traits.beginning?.isRepeated == expected.beginning?.isRepeated)
    #expect(String(decoding: traits.turnEnd.last, as: UTF8.self) == expected.last)
    #expect(String(decoding: traits.turnEnd.earlier, as: UTF8.self) == expected.earlier ?? expected.last)
    #expect(traits.cue.precedesLast && traits.cue.precedesEarlier)
    #expect(traits.date == nil && traits.needs == [] && !traits.marksGeneration)
    #expect(Set(HistoryForm.allCases.filter { traits.history[$0]?.fitsOneRow == false }) == expected.apart)
    #expect(traits.contents[.user]?.whiteSpace == expected.whiteSpace)
    #expect(traits.toolResults == expected.toolResults)
  }

  @Test("the tokens that end answers are trained", arguments: PipelineFixture.profiles)
  func ends(profile: String) throws {
    let registries = try Registries(home: PipelineFixture.root)
    let model = try TargetModel(named: profile, in: registries)
    let loss = try TemplateAccount(of: model).loss.get()
    let ids = model.profile.tokenizer.endOfTurn.map(\.id)
    for end in [loss.last, loss.earlier] {
      #expect(end.map { ids.contains($0.tokenID) && $0.isTrained } == true)
    }
    #expect(loss.tagDifferences == nil)
  }
}
