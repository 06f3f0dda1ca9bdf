import Prompting
import Tokenization

/// A text without turns: no template, all of it trained.
///
/// The ids are those of the text by itself, after the beginning-of-sequence token of a model that has one and before the
/// end-of-sequence token, so that a model learns where a text ends. The beginning is not trained: nothing predicts it.
///
/// Source: TRL's language modelling format, which appends the end-of-sequence token and leaves the beginning to the
/// tokenizer.
struct PlainTextEncoding {
  let scheme: EncodingScheme
  let tokenizer: PromptTokenizer

  /// The text between its special tokens.
  func render(_ conversation: Conversation) -> RenderedPrompt {
    var text = ProvenancedText()
    if let bos = scheme.specialTokens.bos, beginningID != nil { text.append(bos, origin: .template) }
    for (index, message) in conversation.messages.enumerated() { text.append(message.text(at: index)) }
    if let eos = scheme.specialTokens.eos, scheme.endID != nil { text.append(eos, origin: .template) }
    return RenderedPrompt(text: text)
  }

  /// - Throws: What the text encoder throws.
  func encode(_ conversation: Conversation) throws -> EncodedExample {
    let prompt = render(conversation)
    let content = contentRange(of: prompt)
    var tokens = TokenBuffer()
    if let beginningID { tokens.append(beginningID, start: 0, end: Int32(clamping: content.lowerBound)) }
    var inner = TokenBuffer()
    try tokenizer.encode(prompt.text.slice(content), into: &inner)
    let offset = Int32(clamping: content.lowerBound)
    for position in inner.ids.indices {
      tokens.append(inner.ids[position], start: inner.starts[position] + offset, end: inner.ends[position] + offset)
    }
    if let end = scheme.endID {
      tokens.append(end, start: Int32(clamping: content.upperBound), end: Int32(clamping: prompt.text.count))
    }
    let first = beginningID == nil ? 0 : 1
    let trained = first < tokens.ids.count ? [first..<tokens.ids.count] : []
    let turn = AssistantTurn(
      messageIndex: 0, trained: content.lowerBound..<prompt.text.count, endsWithEndOfTurn: scheme.endID != nil,
      cueIsPrefix: true)
    return EncodedExample(
      prompt: prompt,
      example: TokenizedExample(ids: tokens.ids, starts: tokens.starts, ends: tokens.ends, lossRanges: trained),
      turns: [turn])
  }

  /// The number of tokens that `encode` gives.
  func tokenCount(of conversation: Conversation) throws -> Int {
    let prompt = render(conversation)
    let special = (beginningID == nil ? 0 : 1) + (scheme.endID == nil ? 0 : 1)
    return try special + tokenizer.count(prompt.text.slice(contentRange(of: prompt)))
  }

  private var beginningID: Int32? { scheme.specialTokens.bos == nil ? nil : scheme.beginningID }

  private func contentRange(of prompt: RenderedPrompt) -> Range<Int> {
    let before = beginningID == nil ? 0 : scheme.specialTokens.bos?.count ?? 0
    let after = scheme.endID == nil ? 0 : scheme.specialTokens.eos?.count ?? 0
    return before..<max(before, prompt.text.count - after)
  }
}
