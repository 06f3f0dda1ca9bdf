import Prompting
import Tokenization

/// Encoding without the bytes of each token: where the trained bytes begin and end between two tokens, it is enough to know how
/// many tokens lie before those places.
extension ExampleEncoder {
  /// `nil` where the tokens' bytes have to be known.
  func encodeMarked(_ conversation: Conversation, after encoded: RenderedChat) throws -> EncodedExample? {
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
    guard isKnown, let marks = marks(of: turns) else { return nil }
    var marked = MarkedIDs()
    marked.ids.reserveCapacity(text.count / 3)
    guard try promptTokenizer.encode(text, matches: matches, before: marks, into: &marked) else { return nil }
    return EncodedExample(
      prompt: encoded.prompt,
      example: TokenizedExample(ids: marked.ids, starts: [], ends: [], lossRanges: lossRanges(before: marked.counts)),
      turns: turns)
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

  /// Where trained bytes begin and end, in turn; `nil` where they are not one after another.
  private func marks(of turns: [AssistantTurn]) -> [Int]? {
    var marks: [Int] = []
    for turn in turns where !turn.trained.isEmpty {
      if let last = marks.last, last > turn.trained.lowerBound { return nil }
      marks.append(turn.trained.lowerBound)
      marks.append(turn.trained.upperBound)
    }
    return marks
  }

  /// The positions of the trained tokens, from how many lie before each mark.
  private func lossRanges(before counts: [Int]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for index in stride(from: 0, to: counts.count - 1, by: 2) where counts[index] < counts[index + 1] {
      if let last = ranges.last, last.upperBound == counts[index] {
        ranges[ranges.count - 1] = last.lowerBound..<counts[index + 1]
      } else {
        ranges.append(counts[index]..<counts[index + 1])
      }
    }
    return ranges
  }
}
