import Prompting

/// Divides the texts of one conversation that may be shortened over several examples, each of which keeps all the rest.
///
/// Every sentence stands in exactly one of them, in its order. There are as few as filling one after the other gives; the
/// sentences are then shared out as evenly as they fit, so that none is left with a poor remainder.
struct VignetteSplit {
  let conversation: Conversation
  let text: Vignette
  let marker: [UInt8]
  let budget: Int

  private var sentenceCount: Int { text.sentences.count }

  /// What goes from the example that holds some of the sentences.
  func gaps(keeping kept: Range<Int>) -> TextGaps {
    let before = kept.lowerBound > 0 ? text.gaps(of: 0..<kept.lowerBound) : []
    let after = kept.upperBound < sentenceCount ? text.gaps(of: kept.upperBound..<sentenceCount) : []
    return TextGaps(marker: marker).adding(before + after)
  }

  /// The sentences of each example; `nil` where one sentence alone does not fit.
  ///
  /// - Parameter count: The tokens of a conversation.
  func shares(count: (Conversation) throws -> Int) throws -> [Range<Int>]? {
    let fits = { (kept: Range<Int>) in
      try count(gaps(keeping: kept).conversation(from: conversation)) <= budget
    }
    guard let filled = try filled(fits) else { return nil }
    let even = evenShares(filled.count)
    if even.count == filled.count, try even.allSatisfy(fits) { return even }
    return filled
  }

  /// One example after the other takes as many sentences as it can.
  private func filled(_ fits: (Range<Int>) throws -> Bool) throws -> [Range<Int>]? {
    var shares: [Range<Int>] = []
    var start = 0
    while start < sentenceCount {
      // Sentences that are known to fit, and the first number that does not.
      var low = 0
      var high = sentenceCount - start + 1
      var step = shares.last.map(\.count) ?? max(1, sentenceCount / 2)
      while high - low > 1 {
        let tried = min(max(low + 1, step), high - 1)
        if try fits(start..<start + tried) { low = tried } else { high = tried }
        step = (low + high) / 2
      }
      if low == 0 { return nil }
      shares.append(start..<start + low)
      start += low
    }
    return shares
  }

  /// So many shares whose largest, in bytes, is as small as it can be.
  private func evenShares(_ count: Int) -> [Range<Int>] {
    let total = text.sentences.last?.upperBound ?? 0
    var low = max(1, text.sentences.map(\.count).max() ?? 1)
    var high = max(low, total)
    while low < high {
      let middle = (low + high) / 2
      if shares(ofAtMost: middle).count <= count { high = middle } else { low = middle + 1 }
    }
    return shares(ofAtMost: low)
  }

  private func shares(ofAtMost byteCount: Int) -> [Range<Int>] {
    var shares: [Range<Int>] = []
    var start = 0
    while start < sentenceCount {
      var end = start + 1
      while end < sentenceCount, text.sentences[end].upperBound - text.sentences[start].lowerBound <= byteCount {
        end += 1
      }
      shares.append(start..<end)
      start = end
    }
    return shares
  }
}
