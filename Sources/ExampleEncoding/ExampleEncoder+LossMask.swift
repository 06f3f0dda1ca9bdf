import ChatTemplates
import Diagnostics
import Prompting
import Tokenization

/// The rule: trained is every byte of an assistant turn, template or content, from the end of its generation cue (the
/// earlier messages rendered with `add_generation_prompt`, where that is a prefix of the whole; else from the turn's
/// first content byte) through its first end-of-turn token. A token is trained if it holds any trained byte. Where the
/// template has `{% generation %}`, the tag decides instead.
extension ExampleEncoder {
  /// The trained bytes of each assistant message that left any, in order.
  ///
  /// - Parameter endOfTurn: The end of the first end-of-turn token in some bytes of the text that the template wrote.
  func assistantTurns(
    of conversation: Conversation, in encoded: RenderedChat, endOfTurn: (Range<Int>) throws -> Int?
  ) rethrows -> [AssistantTurn] {
    let text = encoded.prompt.text
    let extents = text.messageExtents(count: conversation.messages.count)
    // For each message where the first byte of it or any later one stands.
    var firsts = [Int](repeating: text.count, count: extents.count + 1)
    for index in extents.indices.reversed() {
      firsts[index] = min(extents[index]?.first ?? text.count, firsts[index + 1])
    }
    var turns: [AssistantTurn] = []
    for index in conversation.messages.indices
    where conversation.messages[index].role == .assistant && conversation.messages[index].isTrained {
      guard let extent = extents[index] else { continue }
      let cue = cueEnd(before: index, of: conversation, in: encoded, contentStart: extent.first)
      let start = cue ?? extent.first
      let end = try endOfTurn(start..<max(start, firsts[index + 1]))
      turns.append(
        AssistantTurn(
          messageIndex: index, trained: start..<max(start, end ?? extent.end), endsWithEndOfTurn: end != nil,
          cueIsPrefix: cue != nil))
    }
    return turns
  }

  /// The trained bytes: what the template's tags say, without the turns that the record takes out of the loss; else those
  /// of the turns.
  func trainedBytes(
    of conversation: Conversation, in prompt: RenderedPrompt, turns: [AssistantTurn]
  ) -> [Range<Int>] {
    guard let tagged = prompt.generationRanges else { return turns.map(\.trained) }
    if conversation.messages.allSatisfy(\.isTrained) { return tagged }
    let untrained = prompt.text.messageExtents(count: conversation.messages.count).enumerated().compactMap {
      index, extent in conversation.messages[index].isTrained ? nil : extent
    }
    return tagged.filter { range in
      !untrained.contains { $0.first < range.upperBound && range.lowerBound < $0.end }
    }
  }

  /// The end of the generation cue of message `index`, where the cue is a prefix of the whole text. A message whose
  /// content, from `contentStart` on, spells a special token of the cue does not begin with that token.
  private func cueEnd(
    before index: Int, of conversation: Conversation, in encoded: RenderedChat, contentStart: Int
  ) -> Int? {
    let text = encoded.prompt.text
    let cue: ProvenancedText
    switch encoded.planned.map({ plans.cue(before: index, in: $0.plan, of: $0.shape) }) ?? .unknown {
    case .none: return nil
    case .ends(let place):
      let end = encoded.planned?.prompt.offset(of: place) ?? 0
      if end <= contentStart { return end }
      cue = text.slice(0..<end)
    case .unknown:
      var earlier = conversation
      earlier.messages.removeSubrange(index...)
      guard let rendered = try? scheme.render(earlier, addGenerationPrompt: true).text, rendered.count <= text.count,
        text.utf8.span.extracting(0..<rendered.count).isSame(as: rendered.utf8.span)
      else { return nil }
      cue = rendered
    }
    if cue.count > contentStart, promptTokenizer.matchesSpecialToken(in: cue, endingAfter: contentStart) { return nil }
    return cue.count
  }

  /// The end of the first end-of-turn token in `range` that the template wrote.
  ///
  /// Only what the template wrote is looked at, and most of a turn is content.
  func endOfTurn(in range: Range<Int>, of text: ProvenancedText, tokens: TokenBuffer) -> Int? {
    let endOfTurnIDs = scheme.endOfTurnIDs
    for index in text.spanIndex(at: range.lowerBound)..<text.spans.count
    where text.spans[index].origin.kind == .template {
      let first = max(range.lowerBound, index == 0 ? 0 : text.spans[index - 1].end)
      let end = min(range.upperBound, text.spans[index].end)
      if first >= range.upperBound { return nil }
      var position = tokens.firstToken(endingAfter: first)
      while position < tokens.ids.count, tokens.starts[position] < end {
        if tokens.starts[position] >= first, endOfTurnIDs.contains(tokens.ids[position]) {
          return Int(tokens.ends[position])
        }
        position += 1
      }
    }
    return nil
  }

  /// The token positions that hold any byte of `trained`, as disjoint ranges in order.
  func lossRanges(of trained: [Range<Int>], in tokens: TokenBuffer) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for bytes in trained where !bytes.isEmpty {
      let first = tokens.firstToken(endingAfter: bytes.lowerBound)
      var end = first
      while end < tokens.ids.count, Int(tokens.starts[end]) < bytes.upperBound { end += 1 }
      if first == end { continue }
      if let last = ranges.last, last.upperBound >= first {
        ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, end)
      } else {
        ranges.append(first..<end)
      }
    }
    return ranges
  }
}
