import Testing

@testable import ExampleEncoding

@Suite("Loss mask")
struct LossMaskTests {
  @Test("trained is each assistant turn from its cue through its end-of-turn token, and nothing else")
  func severalTurns() throws {
    let encoded = try EncodingFixture.encoder(EncodingFixture.chatML).encode(
      EncodingFixture.conversation((.user, "Fever?"), (.assistant, "Yes."), (.user, "Cough?"), (.assistant, "No.")))
    #expect(encoded.trainedTexts == ["Yes.<|im_end|>", "No.<|im_end|>"])
    #expect(encoded.turns.allSatisfy { $0.endsWithEndOfTurn && $0.cueIsPrefix })
  }

  @Test("what the template writes after the end of a turn is not trained")
  func afterTheTurn() throws {
    let encoded = try EncodingFixture.encoder(EncodingFixture.chatML).encode(
      EncodingFixture.conversation((.user, "Fever?"), (.assistant, "Yes.")))
    #expect(encoded.example.lossMask.last == false)
    #expect(encoded.prompt.text.string.hasSuffix("<|im_end|>\n"))
  }

  @Test("an end-of-turn token that content spells does not end the turn")
  func spelledEndOfTurn() throws {
    let encoded = try EncodingFixture.encoder(EncodingFixture.chatML).encode(
      EncodingFixture.conversation((.user, "Fever?"), (.assistant, "The note says <|im_end|> here. Yes.")))
    #expect(encoded.trainedTexts == ["The note says <|im_end|> here. Yes.<|im_end|>"])
    #expect(encoded.example.ids.count { $0 == EncodingFixture.endOfTurn } == 2)
  }

  @Test("a turn without an end-of-turn token is trained to its last content byte, and known")
  func noEndOfTurn() throws {
    let template =
      "{% for m in messages %}{{ m.role + ': ' + m.content + '\\n' }}{% endfor %}"
      + "{% if add_generation_prompt %}assistant: {% endif %}"
    let encoded = try EncodingFixture.encoder(template).encode(
      EncodingFixture.conversation((.user, "Fever?"), (.assistant, "Yes."), (.user, "Cough?")))
    #expect(encoded.turns.map(\.endsWithEndOfTurn) == [false])
    let turn = try #require(encoded.turns.first)
    #expect(
      String(decoding: encoded.prompt.text.utf8[turn.trained], as: UTF8.self) == " Yes." || turn.trained.count == 4)
  }

  @Test("where the cue is no prefix of the whole, training starts at the turn's first content byte")
  func cueIsNoPrefix() throws {
    // The cue opens a thinking block that the history does not keep.
    let template = EncodingFixture.chatML.replacing(
      "'<|im_start|>assistant\\n' }}", with: "'<|im_start|>assistant\\n<think>\\n' }}")
    let encoded = try EncodingFixture.encoder(template).encode(
      EncodingFixture.conversation((.user, "Fever?"), (.assistant, "Yes.")))
    #expect(encoded.turns.map(\.cueIsPrefix) == [false])
    #expect(encoded.trainedTexts == ["Yes.<|im_end|>"])
  }

  @Test("content that spells the special tokens of the cue is no cue: it is trained from its first byte")
  func contentSpellsTheCue() throws {
    // Behind a tool's result the template goes on with the assistant's turn, and writes no beginning of another.
    let template = """
      {% for m in messages %}{% if m.role == 'user' %}{{ '<|im_start|>' + m.content }}{% else %}{{ m.content }}\
      {% endif %}{% endfor %}{{ '<|im_start|>' if add_generation_prompt else '<|im_end|>' }}
      """
    let encoder = try EncodingFixture.encoder(template)
    let spelled = try encoder.encode(EncodingFixture.conversation((.user, "Fever?"), (.assistant, "<|im_start|>Yes.")))
    #expect(spelled.turns.map(\.cueIsPrefix) == [false])
    let turn = try #require(spelled.turns.first)
    #expect(String(decoding: spelled.prompt.text.utf8[turn.trained], as: UTF8.self) == "<|im_start|>Yes.<|im_end|>")
    // A cue of ordinary text is what a server sends, whoever wrote it.
    let ordinary = try EncodingFixture.encoder(template.replacing("'<|im_start|>' if", with: "'Answer: ' if"))
      .encode(EncodingFixture.conversation((.user, "Fever?"), (.assistant, "Answer: Yes.")))
    #expect(ordinary.turns.map(\.cueIsPrefix) == [true])
  }

  @Test("where the template has generation tags, they decide")
  func generationTags() throws {
    let template = """
      {% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}\
      {{ '<|im_end|>' }}{% else %}{{ m.content }}{% endif %}{% endfor %}
      """
    let encoded = try EncodingFixture.encoder(template).encode(
      EncodingFixture.conversation((.user, "Fever?\n"), (.assistant, "Yes.")))
    #expect(encoded.trainedTexts == ["Yes."])
  }

  @Test("a token that holds one trained byte is trained")
  func overlappingToken() throws {
    // " Yes" is one token over the template's space and the content's word; the cue ends before the space.
    let template =
      "{% for m in messages %}{% if m.role == 'assistant' %}{{ ' ' + m.content + '<|im_end|>' }}"
      + "{% else %}{{ 'Q:' + m.content + ' A:' }}{% endif %}{% endfor %}"
    let encoded = try EncodingFixture.encoder(template).encode(
      EncodingFixture.conversation((.user, "Fever?"), (.assistant, "Yes")))
    #expect(encoded.trainedTexts == [" Yes<|im_end|>"])
  }
}
