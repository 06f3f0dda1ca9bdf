/// Counts the tokens of any stretch of one text, each as if it were a text of its own.
///
/// The text is counted once. For a stretch only its first and last parts are counted anew: the rest has the parts that
/// it has in the whole text, as soon as both are cut at the same place. Vocabularies that encode texts whole count each
/// stretch whole.
///
/// - Source: the interval encoding of the crate `bpe` of github/rust-gems, whose idea this is for texts that are cut by a
///   pattern first.
public struct IntervalCounter {
  private let encoder: any TextEncoder
  /// The parts of the whole text; `nil` where it is encoded whole.
  private var parts: CountedParts?

  /// The whole text: UTF-8.
  public let text: [UInt8]

  /// Stretches of up to this many bytes are simply counted.
  private static let shortLength = 64

  /// - Parameter encoder: Used by nobody else while this counts.
  /// - Throws: As `TextEncoder.count`.
  /// - Complexity: O(*n*) in the text's bytes.
  public init(_ text: [UInt8], encoder: any TextEncoder) throws {
    self.text = text
    self.encoder = encoder
    guard let partwise = encoder as? any PartwiseEncoder else {
      try EncoderInput.check(text.span)
      return
    }
    var parts = CountedParts()
    let isCut = try partwise.appendParts(of: text.span, from: 0, boundary: .afterSpecialToken, total: 0, to: &parts)
    self.parts = isCut ? parts : nil
  }

  /// Returns how many tokens `text[range]` has.
  ///
  /// - Parameters:
  ///   - range: Whole characters of the text.
  ///   - boundary: What stands before the stretch.
  /// - Throws: As `TextEncoder.count`: also where a stretch begins or ends within a character.
  /// - Complexity: O(*m* + log *n*) for *m* bytes in the first and last parts of the stretch.
  public func count(_ range: Range<Int>, boundary: TextBoundary = .textStart) throws -> Int {
    let range = range.clamped(to: 0..<text.count)
    let stretch = text.span.extracting(range)
    guard range.count > Self.shortLength, let parts, let partwise = encoder as? any PartwiseEncoder else {
      return try encoder.count(stretch, boundary: boundary)
    }
    // The parts of the whole text up to here are those of the stretch, once both are cut at one place.
    let last = parts.settledCount(of: text.span, upTo: range.upperBound, by: partwise)
    var length = Self.shortLength
    while length < range.count {
      guard
        let (shared, counted) = try sharedPart(
          of: range, boundary, length: length, parts: parts, upTo: last, by: partwise)
      else {
        length *= 4
        continue
      }
      let start = parts.ends[last - 1]
      var tail = CountedParts()
      let total = counted + parts.totals[last - 1] - parts.totals[shared]
      let isCut = try partwise.appendParts(
        of: text.span.extracting(0..<range.upperBound), from: start, boundary: .afterSpecialToken, total: total,
        to: &tail)
      if isCut { return tail.totals.last ?? total }
      break
    }
    return try encoder.count(stretch, boundary: boundary)
  }

  /// The first part of the whole text that ends where a part of the stretch does, and how many tokens the stretch has up
  /// to there; looks at the first `length` bytes of the stretch.
  private func sharedPart(
    of range: Range<Int>, _ boundary: TextBoundary, length: Int, parts: CountedParts, upTo last: Int,
    by partwise: any PartwiseEncoder
  ) throws -> (part: Int, count: Int)? {
    var end = range.lowerBound + length
    while end < range.upperBound, UTF8Text.isContinuation(text[end]) { end += 1 }
    let head = text.span.extracting(range.lowerBound..<end)
    var found = CountedParts()
    guard try partwise.appendParts(of: head, from: 0, boundary: boundary, total: 0, to: &found) else { return nil }
    let settled = found.settledCount(of: head, upTo: head.count, by: partwise)
    for index in 0..<settled {
      let position = range.lowerBound + found.ends[index]
      let part = parts.count(endingBy: position) - 1
      if part >= 0, part < last, parts.ends[part] == position { return (part, found.totals[index]) }
    }
    return nil
  }
}
