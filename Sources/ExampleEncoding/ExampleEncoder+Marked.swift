import Algorithms
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
    guard let (turns, matches) = matchedTurns(of: conversation, in: encoded), setMarks(to: turns) else { return nil }
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
        ids: ids, starts: [], ends: [], lossRanges: lossRanges(of: turns, counts: gathered.counts)),
      turns: turns)
  }

  /// `nil` where the tokens' ids have to be known.
  func measureMarked(_ conversation: Conversation, after encoded: RenderedChat) throws -> MeasuredExample? {
    let text = encoded.prompt.text
    guard let (turns, matches) = matchedTurns(of: conversation, in: encoded), setMarks(to: turns),
      let beginnings = beginningCount(of: text, matches: matches)
    else { return nil }
    let output = outputRanges(of: turns, in: text)
    for range in output {
      marks.append(range.lowerBound)
      marks.append(range.upperBound)
    }
    marks.sort()
    measured.total = 0
    measured.counts.removeAll(keepingCapacity: true)
    guard try promptTokenizer.add(text, matches: matches, before: marks, to: &measured) else { return nil }
    let outputTokenCount = output.reduce(0) {
      $0 + tokenCount(before: $1.upperBound, counts: measured.counts)
        - tokenCount(before: $1.lowerBound, counts: measured.counts)
    }
    return MeasuredExample(
      prompt: encoded.prompt, turns: turns, tokenCount: measured.total,
      lossRanges: lossRanges(of: turns, counts: measured.counts), outputTokenCount: outputTokenCount,
      beginningCount: beginnings)
  }

  /// How many tokens lie before a mark.
  ///
  /// - Parameter counts: For each of the marks how many tokens lie before it.
  private func tokenCount(before mark: Int, counts: [Int]) -> Int {
    counts[marks.dropLast().partitioningIndex { $0 >= mark }]
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

  /// Makes the marks the places where trained bytes begin and end, in turn; returns `false` where they are not one after
  /// another.
  private func setMarks(to turns: [AssistantTurn]) -> Bool {
    marks.removeAll(keepingCapacity: true)
    for turn in turns where !turn.trained.isEmpty {
      if let last = marks.last, last > turn.trained.lowerBound { return false }
      marks.append(turn.trained.lowerBound)
      marks.append(turn.trained.upperBound)
    }
    return true
  }

  /// The positions of the trained tokens.
  ///
  /// - Parameter counts: For each of the marks how many tokens lie before it.
  private func lossRanges(of turns: [AssistantTurn], counts: [Int]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for turn in turns where !turn.trained.isEmpty {
      let first = tokenCount(before: turn.trained.lowerBound, counts: counts)
      let end = tokenCount(before: turn.trained.upperBound, counts: counts)
      if first == end { continue }
      if let last = ranges.last, last.upperBound == first {
        ranges[ranges.count - 1] = last.lowerBound..<end
      } else {
        ranges.append(first..<end)
      }
    }
    return ranges
  }
}
