/// How many tokens a text has, and how many of them lie before some places in it.
public struct MarkedCount: Hashable, Sendable {
  public var total = 0
  /// For each mark, in order, how many tokens of the text lie before it.
  public var counts: [Int] = []

  public init() {}
}

extension TextEncoder {
  public func count(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], before marks: TextMarks,
    into marked: inout MarkedCount
  ) throws -> Bool {
    if marks.isEmpty {
      marked.total += try count(text, boundary: boundary, specialTokensIn: regions)
      return true
    }
    return try countIDs(of: text, boundary: boundary, specialTokensIn: regions, before: marks, into: &marked)
  }

  /// Counts with marks by way of the ids.
  func countIDs(
    of text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], before marks: TextMarks,
    into marked: inout MarkedCount
  ) throws -> Bool {
    var ids = MarkedIDs()
    guard try encode(text, boundary: boundary, specialTokensIn: regions, before: marks, into: &ids) else {
      return false
    }
    marked.add(ids.ids.count, ids.counts)
    return true
  }
}

/// An encoder that passes marks while it counts.
protocol MarkCountingEncoder: TextEncoder {
  /// How many tokens a text has, which says so as it reaches marks.
  ///
  /// - Returns: `nil` where that takes the ids.
  func count(_ text: Span<UInt8>, boundary: TextBoundary, reaching marks: inout MarkProgress) throws -> Int?
}

extension MarkCountingEncoder {
  func count(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], before marks: TextMarks,
    into marked: inout MarkedCount
  ) throws -> Bool {
    if marks.isEmpty {
      marked.total += try count(text, boundary: boundary)
      return true
    }
    _ = try EncoderInput.base(of: text, offset: 0)
    var progress = MarkProgress(marks)
    if let total = try count(text, boundary: boundary, reaching: &progress) {
      progress.finish(tokenCount: total)
      if progress.isClean {
        marked.add(total, progress.counts)
        return true
      }
    }
    return try countIDs(of: text, boundary: boundary, specialTokensIn: regions, before: marks, into: &marked)
  }
}

extension MarkedCount {
  /// Adds the tokens of the text that comes next, and those before its marks.
  mutating func add(_ total: Int, _ counts: [Int]) {
    for count in counts { self.counts.append(self.total + count) }
    self.total += total
  }
}
