import Prompting
import Tokenization

/// The turns of assistants told from the special tokens that the template wrote, before ordinary text is encoded.
extension ExampleEncoder {
  /// The turns, and the special tokens in the text; `nil` where only the tokens tell where turns end.
  func matchedTurns(
    of conversation: Conversation, in encoded: RenderedChat
  ) -> (turns: [AssistantTurn], matches: [AddedTokenMatch])? {
    let text = encoded.prompt.text
    if encoded.prompt.generationRanges != nil { return nil }
    let matches = promptTokenizer.matches(in: text)
    var isKnown = true
    let turns = assistantTurns(of: conversation, in: encoded) { range in
      switch endOfTurn(in: range, of: text, matches: matches) {
      case .ends(let end): return end
      case .none: return nil
      case .unknown:
        isKnown = false
        return nil
      }
    }
    return isKnown ? (turns, matches) : nil
  }

  private enum EndOfTurn {
    case ends(Int)
    case none
    /// Only the tokens tell.
    case unknown
  }

  /// The end of the first end-of-turn token in `range`, told from the special tokens that the template wrote there. What else
  /// it wrote may have such a token too.
  private func endOfTurn(in range: Range<Int>, of text: ProvenancedText, matches: [AddedTokenMatch]) -> EndOfTurn {
    var match = firstMatch(endingAfter: range.lowerBound, in: matches)
    for index in text.spanIndex(at: range.lowerBound)..<text.spans.count
    where text.spans[index].origin.kind == .template {
      var position = max(range.lowerBound, index == 0 ? 0 : text.spans[index - 1].end)
      let end = min(range.upperBound, text.spans[index].end)
      if position >= range.upperBound { return .none }
      while position < end {
        while match < matches.count, matches[match].range.upperBound <= position { match += 1 }
        guard match < matches.count, matches[match].range.lowerBound <= position else { return .unknown }
        let found = matches[match]
        if found.range.lowerBound >= position, scheme.endOfTurnIDs.contains(found.token.id) {
          return .ends(found.range.upperBound)
        }
        position = found.range.upperBound
      }
    }
    return .none
  }

  private func firstMatch(endingAfter position: Int, in matches: [AddedTokenMatch]) -> Int {
    matches.firstIndex { $0.range.upperBound > position } ?? matches.count
  }
}
