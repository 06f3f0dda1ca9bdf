import Prompting
import Tokenization

/// Encoding and measuring without the bytes of each token: where the trained bytes begin and end between two tokens, it is enough to know how
/// many tokens lie before those places.
extension ExampleEncoder {
  /// Above this many ids the memory of a conversation is given back.
  private static let maximumKeptCapacity = 1 << 20

  /// `nil` where the tokens' bytes have to be known.
  func encodeMarked(_ conversation: Conversation, after encoded: RenderedChat) throws -> EncodedExample? {
    let text = encoded.prompt.text
    guard let (turns, matches) = matchedTurns(of: conversation, in: encoded), let marks = Self.marks(of: turns) else {
      return nil
    }
    gathered.ids.removeAll(keepingCapacity: gathered.ids.capacity <= Self.maximumKeptCapacity)
    gathered.counts.removeAll(keepingCapacity: true)
    guard try promptTokenizer.add(text, matches: matches, before: marks, to: &gathered) else { return nil }
    // An export holds the ids of all its examples: no more memory than they take.
    var ids: [Int32] = []
    ids.reserveCapacity(gathered.ids.count)
    ids += gathered.ids
    return EncodedExample(
      prompt: encoded.prompt,
      example: TokenizedExample(
        ids: ids, starts: [], ends: [], lossRanges: Self.lossRanges(before: gathered.counts)),
      turns: turns)
  }

  /// `nil` where the tokens' ids have to be known.
  func measureMarked(_ conversation: Conversation, after encoded: RenderedChat) throws -> MeasuredExample? {
    let text = encoded.prompt.text
    guard let (turns, matches) = matchedTurns(of: conversation, in: encoded), let marks = Self.marks(of: turns),
      let beginnings = beginningCount(of: text, matches: matches)
    else { return nil }
    let output = outputRanges(of: turns, in: text)
    let places = (marks + output.flatMap { [$0.lowerBound, $0.upperBound] }).sorted()
    var marked = MarkedCount()
    guard try promptTokenizer.add(text, matches: matches, before: places, to: &marked) else { return nil }
    let counts = marked.counts
    func count(before place: Int) -> Int { counts[Self.index(of: place, in: places)] }
    return MeasuredExample(
      prompt: encoded.prompt, turns: turns, tokenCount: marked.total,
      lossRanges: Self.lossRanges(before: marks.map(count)),
      outputTokenCount: output.reduce(0) { $0 + count(before: $1.upperBound) - count(before: $1.lowerBound) },
      beginningCount: beginnings)
  }

  /// The first index of a place that is there, in ascending ones.
  private static func index(of place: Int, in places: [Int]) -> Int {
    var low = 0
    var high = places.count - 1
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The trained bytes that are no template's.
  private func outputRanges(of turns: [AssistantTurn], in text: ProvenancedText) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for turn in turns where !turn.trained.isEmpty {
      var start = turn.trained.lowerBound
      for span in text.spans[text.spanIndex(at: start)...] {
        let end = min(span.end, turn.trained.upperBound)
        if span.origin.kind != .template {
          if let last = ranges.last, last.upperBound == start {
            ranges[ranges.count - 1] = last.lowerBound..<end
          } else {
            ranges.append(start..<end)
          }
        }
        start = end
        if end == turn.trained.upperBound { break }
      }
    }
    return ranges
  }

  /// With how many beginning-of-sequence tokens the text begins; `nil` where ordinary text may have another.
  private func beginningCount(of text: ProvenancedText, matches: [AddedTokenMatch]) -> Int? {
    guard let id = scheme.beginningID else { return 0 }
    var position = 0
    var count = 0
    for match in matches {
      if match.taken.lowerBound != position { break }
      if match.token.id != id { return count }
      position = match.taken.upperBound
      count += 1
    }
    guard let first = scheme.specialTokens.bos?.first else { return nil }
    let rest = text.utf8[position...].first { !$0.isASCIIWhiteSpace }
    return rest.map { $0 | 0x20 } == first | 0x20 ? nil : count
  }

  /// Where trained bytes begin and end, in turn; `nil` where they are not one after another.
  private static func marks(of turns: [AssistantTurn]) -> [Int]? {
    var marks: [Int] = []
    for turn in turns where !turn.trained.isEmpty {
      if let last = marks.last, last > turn.trained.lowerBound { return nil }
      marks.append(turn.trained.lowerBound)
      marks.append(turn.trained.upperBound)
    }
    return marks
  }

  /// The positions of the trained tokens, from how many lie before each mark.
  private static func lossRanges(before counts: [Int]) -> [Range<Int>] {
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
