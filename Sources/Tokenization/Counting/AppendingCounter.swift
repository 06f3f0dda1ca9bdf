/// Counts the tokens of a text that grows at its end.
///
/// Only the parts that the new bytes can change are counted again: the last few pre-tokens of a byte-level vocabulary,
/// the last segments of a SentencePiece model that has them. Vocabularies that encode texts whole are counted whole.
///
/// - Source: the appendable encoder of the crate `bpe` of github/rust-gems, whose idea this is for texts that are cut by a
///   pattern first.
public struct AppendingCounter {
  private let encoder: any TextEncoder
  private let boundary: TextBoundary
  private var parts = CountedParts()
  /// How many of `parts` no further bytes can change.
  private var settledCount = 0

  /// The text so far: UTF-8.
  public private(set) var text: [UInt8] = []
  /// How many tokens it has.
  public private(set) var count = 0

  /// - Parameters:
  ///   - encoder: Used by nobody else while this counts.
  ///   - boundary: What stands before the text.
  public init(_ encoder: any TextEncoder, boundary: TextBoundary = .textStart) {
    self.encoder = encoder
    self.boundary = boundary
  }

  /// Appends whole characters.
  ///
  /// - Throws: As `TextEncoder.count`; then nothing was appended.
  /// - Complexity: O(*n*) in the new bytes and those of the parts that they may change.
  public mutating func append(_ bytes: some Collection<UInt8>) throws {
    let before = text.count
    text.append(contentsOf: bytes)
    do {
      try recount()
    } catch {
      text.removeSubrange(before...)
      throw error
    }
  }

  private mutating func recount() throws {
    guard let partwise = encoder as? any PartwiseEncoder else {
      count = try encoder.count(text.span, boundary: boundary)
      return
    }
    var parts = CountedParts()
    swap(&parts, &self.parts)
    defer { swap(&parts, &self.parts) }
    parts.keepFirst(settledCount)
    let start = parts.ends.last ?? 0
    guard
      try partwise.appendParts(
        of: text.span, from: start, boundary: boundary, total: parts.totals.last ?? 0, to: &parts)
    else {
      parts.keepFirst(0)
      settledCount = 0
      count = try encoder.count(text.span, boundary: boundary)
      return
    }
    count = parts.totals.last ?? 0
    settledCount = parts.settledCount(of: text.span, upTo: text.count, by: partwise)
  }
}

extension CountedParts {
  /// How many of the first parts a text has that is the same up to `end`, however it goes on.
  func settledCount(of text: Span<UInt8>, upTo end: Int, by encoder: any PartwiseEncoder) -> Int {
    var count = count(endingBy: end)
    while count > 0, !encoder.isSettled(ends[count - 1], in: text, upTo: end) { count -= 1 }
    return count
  }
}
