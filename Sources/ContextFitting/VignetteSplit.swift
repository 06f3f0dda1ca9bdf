import Algorithms
import Prompting

/// Divides the texts of one conversation that may be shortened over several examples, each of which keeps all the rest.
///
/// Every sentence stands in exactly one of them, in its order. There are as few as filling one after the other gives; the
/// sentences are then shared out as evenly as they fit, so that none is left with a poor remainder. An example begins where
/// no label is missed; text under one label is divided only where it alone does not fit, and then at a blank line, the start
/// of a line or a sentence, in this order.
struct VignetteSplit {
  let conversation: Conversation
  let text: Vignette
  let marker: [UInt8]
  let budget: Int

  private var sentenceCount: Int { text.sentences.count }

  /// What goes from the example that holds some of the sentences.
  func gaps(keeping kept: Range<Int>) -> TextGaps {
    let before = kept.lowerBound > 0 ? text.gaps(removing: 0..<kept.lowerBound) : []
    let after = kept.upperBound < sentenceCount ? text.gaps(removing: kept.upperBound..<sentenceCount) : []
    return TextGaps(marker: marker).adding(before + after)
  }

  /// The sentences of each example; `nil` where one sentence alone does not fit.
  ///
  /// - Parameter count: The tokens of a conversation.
  func shares(count: (Conversation) throws -> Int) throws -> [Range<Int>]? {
    let fits = { (kept: Range<Int>) in
      try count(gaps(keeping: kept).conversation(from: conversation)) <= budget
    }
    // Where examples may begin, and the end.
    var borders = (0..<sentenceCount).map { text.labels.mayBeFirst($0) } + [true]
    guard let filled = try filled(&borders, fits) else { return nil }
    let even = evenShares(filled.count, borders)
    if even.count == filled.count, try even.allSatisfy(fits) { return even }
    return filled
  }

  /// One example after the other takes as many sentences as it can.
  private func filled(_ borders: inout [Bool], _ fits: (Range<Int>) throws -> Bool) throws -> [Range<Int>]? {
    var shares: [Range<Int>] = []
    var start = 0
    while start < sentenceCount {
      let count = try mostSentences(from: start, about: shares.last?.count ?? sentenceCount / 2, fits)
      if count == 0 { return nil }
      let taken = start + count
      var border = try lastBorder(in: start + 1...taken, borders, start, fits)
      // What stands under one label, and is too long for one example.
      let next = borders[taken...].firstIndex(of: true) ?? sentenceCount
      for ending in [LineEnding.blankLine, .line, .none] where border == nil {
        for sentence in start + 1..<next where text.labels.mayBeFirst(sentence, behind: ending) {
          borders[sentence] = true
        }
        border = try lastBorder(in: start + 1...taken, borders, start, fits)
      }
      shares.append(start..<(border ?? taken))
      start = shares.last?.upperBound ?? sentenceCount
    }
    return shares
  }

  /// How many sentences fit in the example that begins with one of them: looked for near a guess first, as to measure all that
  /// follows is dear.
  private func mostSentences(
    from start: Int, about guess: Int, _ fits: (Range<Int>) throws -> Bool
  ) throws -> Int {
    let all = sentenceCount - start
    // The most that are known to fit, and the fewest that are known not to, or one more than all.
    var (low, high) = (0, all + 1)
    var (tried, step) = (min(max(1, guess), all), max(1, guess / 8))
    while high - low > 1 {
      if try fits(start..<start + tried) { low = tried } else { high = tried }
      tried = high > all ? min(low + step, all) : (low + high) / 2
      step *= 2
    }
    return low
  }

  /// The last place where the next example may begin so that this one fits.
  private func lastBorder(
    in places: ClosedRange<Int>, _ borders: [Bool], _ start: Int, _ fits: (Range<Int>) throws -> Bool
  ) throws -> Int? {
    for place in places.reversed() where borders[place] {
      // A text can have more tokens than a longer one.
      if try place == places.upperBound || fits(start..<place) { return place }
    }
    return nil
  }

  /// So many shares whose largest, in bytes, is as small as it can be.
  private func evenShares(_ count: Int, _ borders: [Bool]) -> [Range<Int>] {
    let byteCounts = 1..<max(1, text.sentences.last?.upperBound ?? 0)
    return shares(
      ofAtMost: byteCounts.partitioningIndex { shares(ofAtMost: $0, borders).count <= count }, borders)
  }

  /// Shares of at most so many bytes, or up to the first border.
  private func shares(ofAtMost byteCount: Int, _ borders: [Bool]) -> [Range<Int>] {
    var shares: [Range<Int>] = []
    var start = 0
    while start < sentenceCount {
      var end = start + 1
      while !borders[end] { end += 1 }
      var next = end
      while next < sentenceCount {
        next += 1
        while !borders[next] { next += 1 }
        if text.sentences[next - 1].upperBound - text.sentences[start].lowerBound > byteCount { break }
        end = next
      }
      shares.append(start..<end)
      start = end
    }
    return shares
  }
}
