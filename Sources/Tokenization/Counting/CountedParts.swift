import Algorithms

/// The parts of a text that are encoded by themselves, one after another, with how many tokens lie before each end.
///
/// A token lies in one part, and a part has the same tokens whatever stands before it.
struct CountedParts: Sendable {
  /// For each part where it ends, in bytes.
  private(set) var ends: [Int] = []
  /// For each part how many tokens it and all before it have.
  private(set) var totals: [Int] = []

  mutating func append(end: Int, total: Int) {
    ends.append(end)
    totals.append(total)
  }

  /// Forgets all parts behind the first `count`.
  mutating func keepFirst(_ count: Int) {
    ends.removeSubrange(count...)
    totals.removeSubrange(count...)
  }

  /// How many parts end at `position` or before it.
  func count(endingBy position: Int) -> Int {
    ends.partitioningIndex { $0 > position }
  }
}

/// An encoder that cuts text into parts which it encodes by themselves.
protocol PartwiseEncoder: TextEncoder {
  /// Appends the parts of `text[start...]` to `parts`, their totals counted from `total`.
  ///
  /// - Parameters:
  ///   - start: 0, or the end of a part of a text that is the same from there on.
  ///   - boundary: What stands before `text`.
  /// - Returns: `false`, with nothing appended, when this text is encoded whole.
  /// - Throws: As `count`.
  func appendParts(
    of text: Span<UInt8>, from start: Int, boundary: TextBoundary, total: Int, to parts: inout CountedParts
  ) throws -> Bool

  /// Whether the parts that end at `position` or before are those of any text that goes on differently from `end` on, or
  /// stops there.
  func isSettled(_ position: Int, in text: Span<UInt8>, upTo end: Int) -> Bool
}
