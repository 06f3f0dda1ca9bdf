import Diagnostics
import Prompting
import Testing

@testable import ExampleEncoding

@Suite("System prompts that a template refuses")
struct SystemPromptPolicyTests {
  private static let conversation: Conversation = {
    var conversation = EncodingFixture.conversation(
      (.system, "Be brief."), (.system, "Be kind."), (.user, "Fever?"), (.assistant, "Rest."), (.user, "Cough?"),
      (.assistant, "Tea."))
    conversation.messages[2].parts[0].purpose = .vignette
    return conversation
  }()

  private static func texts(_ conversation: Conversation?) -> [String] {
    (conversation?.messages ?? []).map { String(decoding: $0.parts.flatMap(\.utf8), as: UTF8.self) }
  }

  @Test("folding puts the prompts before the first user message, each part with its purpose and field")
  func fold() {
    let folded = SystemPromptPolicy.fold.applied(to: Self.conversation)
    #expect(Self.texts(folded) == ["Be brief.\n\nBe kind.\n\nFever?", "Rest.", "Cough?", "Tea."])
    #expect(folded?.messages.first?.parts.map(\.purpose) == [.text, .layout, .text, .layout, .vignette])
    #expect(folded?.messages.first?.parts.map(\.field) == ["/x", "", "/x", "", "/x"])
    // Fitting may shorten the same text as before, and nothing of the prompt.
    #expect(folded?.vignettePlaces == [Conversation.PartPlace(message: 0, part: 4)])
  }

  @Test("dropping leaves the prompts out, stopping changes nothing")
  func drop() {
    let dropped = SystemPromptPolicy.drop.applied(to: Self.conversation)
    #expect(Self.texts(dropped) == ["Fever?", "Rest.", "Cough?", "Tea."])
    #expect(SystemPromptPolicy.stop.applied(to: Self.conversation) == nil)
  }

  @Test("a preference pair's prompt is as much shorter as there are messages less")
  func preference() {
    var pair = Self.conversation
    pair.preference = Conversation.Preference(promptCount: 5, rejected: [Message(role: .assistant, parts: [])])
    let folded = SystemPromptPolicy.fold.applied(to: pair)
    #expect(folded?.preference?.promptCount == 3)
    #expect(folded?.rejected?.messages.count == 4)
  }

  @Test("nothing is done to a plain text, without a prompt, with a later one, or without a user to put it to")
  func nothing() {
    var text = Self.conversation
    text.kind = .text
    let none = EncodingFixture.conversation((.user, "Fever?"), (.assistant, "Rest."))
    let later = EncodingFixture.conversation((.user, "Fever?"), (.system, "Be brief."), (.assistant, "Rest."))
    for conversation in [text, none, later] {
      #expect(SystemPromptPolicy.fold.applied(to: conversation) == nil)
      #expect(SystemPromptPolicy.drop.applied(to: conversation) == nil)
    }
    let alone = EncodingFixture.conversation((.system, "Be brief."), (.assistant, "Rest."))
    #expect(SystemPromptPolicy.fold.applied(to: alone) == nil)
    // An empty prompt has nothing to say before the question.
    let empty = EncodingFixture.conversation((.system, ""), (.user, "Fever?"), (.assistant, "Rest."))
    #expect(Self.texts(SystemPromptPolicy.fold.applied(to: empty)) == ["Fever?", "Rest."])
  }

  @Test("a template refuses system prompts where it takes the same conversation without one")
  func rejects() throws {
    let refusing = "{% if messages[0].role == 'system' %}{{ raise_exception('none') }}{% endif %}"
    for (template, rejects) in [
      (EncodingFixture.chatML, false), (refusing + EncodingFixture.chatML, true),
      ("{{ raise_exception('no') }}", false),
      (
        EncodingFixture.chatML.replacing(
          "message.content", with: "('' if message.role == 'system' else message.content)"), false
      ),
    ] {
      #expect(try EncodingFixture.encoder(template).scheme.rejectsSystemPrompts == rejects)
    }
  }
}
