/// Cuts text into sentences, for shortening a case description by whole sentences and for telling the question at its
/// end from the case before it.
///
/// A sentence ends
/// - after `.`, `!`, `?`, `…` or their kin of other scripts, with any closing quotes and brackets, where white space or
///   the end of the text follows (`37.5` and `e.g.` therefore hold no end inside);
/// - after `。`, `！`, `？` and `।`, whatever follows;
/// - at a line break, unless the next line goes on in lower case, or the line ends in a comma, a colon or an abbreviation,
///   or lines of a list or of values go on under a heading that ends in a colon: without it they could be taken for those
///   under another;
/// - at a blank line, unless it stands between such a heading and its lines.
///
/// A full stop does not end a sentence after an abbreviation (`Dr. Lee`, `vs. placebo`, `Fig. 3`), after an initial or
/// a genus (`J. Smith`, `E. coli`), after the number of a list item at the start of a line (`1. Rest`), or where the
/// text goes on in lower case after something that looks like an abbreviation (`500 mg. twice`, `p.o. daily`). Marks
/// followed by a closing quote and lower case (`"Why?" she asks`) do not end one either. See `Abbreviation` for what
/// decides after each kind.
public enum SentenceSplitter {
  /// The sentences of `utf8`, in order.
  ///
  /// - Parameter utf8: Text; bytes that are not UTF-8 stand for themselves and end no sentence.
  /// - Returns: Byte ranges that cover the text from 0 to its end without gap or overlap; each holds one sentence and
  ///   the white space after it. White space at the start of the text belongs to the first sentence. Empty for empty
  ///   text.
  /// - Complexity: O(*n*).
  public static func ranges(in utf8: [UInt8]) -> [Range<Int>] {
    ranges(in: utf8.span)
  }

  /// The sentences of `utf8`, as `ranges(in: [UInt8])` gives them.
  public static func ranges(in utf8: Span<UInt8>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    while start < utf8.count {
      let end = SentenceScanner.endOfSentence(in: utf8, from: start)
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }
}

/// Finds one sentence after the other.
enum SentenceScanner {
  /// What a byte may begin, by its value: most bytes begin nothing that can end a sentence.
  enum Mark {
    /// `.` and `…`: an end where white space follows and nothing speaks against it.
    case fullStop
    /// `!`, `?` and their kin: an end where white space follows.
    case strong
    /// `。`, `！`, `？`, `।`: an end whatever follows.
    case absolute
  }

  /// The offset just past the sentence that starts at `start`, and past the white space after it.
  static func endOfSentence(in text: Span<UInt8>, from start: Int) -> Int {
    var index = TextScan.endOfWhitespace(in: text, from: start).end
    let first = index
    // Whether a line of the sentence ended in a colon, and only lines of a list or of values have followed.
    var isUnderHeading = false
    while index < text.count {
      let byte = text[index]
      // Letters, digits and most punctuation: nothing to decide.
      if byte < 0x80 && byte != 0x2E && byte != 0x21 && byte != 0x3F && byte != 0x0A && byte != 0x0D {
        index += 1
        continue
      }
      let scalar = TextScan.scalar(in: text, at: index)
      if TextScan.isLineBreak(scalar.value) {
        let space = TextScan.endOfWhitespace(in: text, from: TextScan.startOfWhitespace(in: text, before: index))
        if space.end >= text.count { return space.end }
        if endsInColon(text, from: first, to: index),
          space.lineBreaks == 1 || space.lineBreaks == 2 && ListedLine.begins(in: text, at: space.end)
        {
          isUnderHeading = true
        } else if isUnderHeading, space.lineBreaks == 1, ListedLine.begins(in: text, at: space.end) {
          index = space.end
          continue
        } else if endsLine(in: text, sentenceStart: first, breakAt: index, space: space) {
          return space.end
        }
        index = space.end
        continue
      }
      guard let mark = kind(scalar.value) else {
        index += scalar.length
        continue
      }
      let run = endOfMarks(in: text, from: index, mark: mark)
      let closed = TextScan.endOfClosers(in: text, from: run.end)
      let space = TextScan.endOfWhitespace(in: text, from: closed)
      if space.end >= text.count { return text.count }
      if space.end == closed {
        if run.mark == .absolute { return closed }
      } else if isUnderHeading, space.lineBreaks == 1, ListedLine.hasBullet(in: text, at: space.end) {
        index = space.end
        continue
      } else if !isListNumber(in: text, before: index),
        endsSentence(in: text, sentenceStart: first, markAt: index, run: run, closed: closed, space: space)
      {
        return space.end
      }
      // A line break that did not end a sentence after a mark is looked at again as a line break.
      index = closed
    }
    return text.count
  }

  /// What ends a sentence by a scalar; `nil` for what ends none.
  static func kind(_ value: UInt32) -> Mark? {
    switch value {
    case 0x2E, 0x2026: .fullStop
    case 0x21, 0x3F, 0x203C, 0x2047, 0x2048, 0x2049, 0x061F, 0x06D4, 0x0589, 0x1362, 0x1367: .strong
    case 0x3002, 0xFF01, 0xFF1F, 0xFF61, 0x0964, 0x0965, 0x17D4, 0x104B: .absolute
    default: nil
    }
  }

  /// The end of the marks that stand together (`?!`, `...`), how many there are (`…` is three), and the strongest.
  private static func endOfMarks(in text: Span<UInt8>, from start: Int, mark: Mark) -> (
    end: Int, count: Int, mark: Mark
  ) {
    var end = start
    var count = 0
    var strongest = mark
    while end < text.count {
      let scalar = TextScan.scalar(in: text, at: end)
      guard let next = kind(scalar.value) else { break }
      if next == .absolute || (next == .strong && strongest == .fullStop) { strongest = next }
      end += scalar.length
      count += scalar.value == 0x2026 ? 3 : 1
    }
    return (end, count, strongest)
  }

  /// Whether the marks at `markAt`, after which white space and more text follow, end the sentence.
  private static func endsSentence(
    in text: Span<UInt8>, sentenceStart: Int, markAt: Int, run: (end: Int, count: Int, mark: Mark), closed: Int,
    space: TextScan.Whitespace
  ) -> Bool {
    if run.mark == .absolute || space.lineBreaks > 1 { return true }
    let follower = Follower(in: text, at: space.end)
    if follower.kind == .lowerCase && closed > run.end { return false }
    if run.mark == .strong { return true }
    if run.count > 1 { return follower.kind != .lowerCase }
    let word = TextScan.word(in: text, endingAt: markAt, notBefore: sentenceStart)
    if word.isEmpty { return follower.kind != .lowerCase }
    if word.lowerBound == sentenceStart && TextScan.isListNumber(text, in: word) { return false }
    let abbreviation = Abbreviation(
      text, in: word, previous: TextScan.previousWord(in: text, before: word.lowerBound, notBefore: sentenceStart))
    return abbreviation.allowsEnd(before: follower, afterLineBreak: space.lineBreaks > 0)
  }

  /// Whether the mark at `markAt` follows the number of a list at the start of a line behind others.
  private static func isListNumber(in text: Span<UInt8>, before markAt: Int) -> Bool {
    let number = TextScan.word(in: text, endingAt: markAt, notBefore: 0)
    guard TextScan.isListNumber(text, in: number) else { return false }
    return TextScan.endOfWhitespace(
      in: text, from: TextScan.startOfWhitespace(in: text, before: number.lowerBound)
    ).lineBreaks > 0
  }

  /// Whether the line break at `breakAt`, before which no mark has ended the sentence, ends it.
  private static func endsLine(
    in text: Span<UInt8>, sentenceStart: Int, breakAt: Int, space: TextScan.Whitespace
  ) -> Bool {
    if space.lineBreaks > 1 { return true }
    let end = TextScan.startOfWhitespace(in: text, before: breakAt)
    if end <= sentenceStart { return false }
    // A comma, or a colon before a list or values: what follows belongs to it.
    if text[end - 1] == 0x2C || endsInColon(text, from: sentenceStart, to: breakAt) { return false }
    if text[end - 1] == 0x2E {
      let word = TextScan.word(in: text, endingAt: end - 1, notBefore: sentenceStart)
      // A list number alone on its line, or an abbreviation: the mark itself was already found to end nothing.
      if !word.isEmpty { return false }
    }
    return Follower(in: text, at: space.end).kind != .lowerCase
  }

  /// Whether the line that breaks at `breakAt` ends in a colon, that of ASCII or the full-width one.
  private static func endsInColon(_ text: Span<UInt8>, from start: Int, to breakAt: Int) -> Bool {
    let end = TextScan.startOfWhitespace(in: text, before: breakAt)
    if end <= start { return false }
    if text[end - 1] == 0x3A { return true }
    return end >= start + 3 && text[end - 3] == 0xEF && text[end - 2] == 0xBC && text[end - 1] == 0x9A
  }
}
