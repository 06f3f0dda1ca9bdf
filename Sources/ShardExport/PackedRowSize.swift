/// How long the JSON lines of packed rows are, told before they are written.
public struct PackedRowSize: Sendable {
  private let schema: RowSchema

  /// - Parameter schema: That of packed rows, or of one tokenized example a row.
  public init(_ schema: RowSchema) { self.schema = schema }

  /// The size of the line of a row, in bytes.
  ///
  /// - Parameter counts: What `byteCount(of:)` gives for its segments.
  public func lineByteCount(ofSegments counts: some Sequence<Int>) -> Int {
    // The names, brackets and the line feed; the last number of each column has no comma.
    let names = schema.columns.reduce(2) { $0 + $1.rawValue.utf8.count + 6 } - schema.columns.count
    return counts.reduce(names, +)
  }

  /// The size of a segment's numbers in all columns, each with a comma, in bytes.
  ///
  /// - Complexity: O(*n*) for *n* tokens.
  public func byteCount(of segment: PackedSegment) -> Int {
    let tokens = segment.tokens
    let ids = tokens.span
    // A label that is not trained is -100.
    var count = Self.digitCount(ids, 0..<ids.count) + 5 * (ids.count - segment.lossTokenCount)
    for range in segment.lossRanges { count += Self.digitCount(ids, range) }
    if schema == .tokens { return count + 2 * ids.count }
    count += Self.digitCount(Int32(clamping: ids.count))
    if schema == .packed(.written) {
      var start = 0
      var (digits, bound) = (1, 10)
      while start < ids.count {
        count += (min(bound, ids.count) - start) * (digits + 1)
        (start, digits, bound) = (bound, digits + 1, bound * 10)
      }
    }
    return count
  }

  /// The digits of numbers that are not negative, each with a comma.
  ///
  /// One comparison a power of ten, without a branch or a division, so that several numbers are compared at a time.
  private static func digitCount(_ ids: Span<Int32>, _ range: Range<Int>) -> Int {
    var count = 2 &* range.count
    var longer: UInt32 = 0
    for index in range {
      let id = ids[index]
      longer &+= (id >= 10 ? 1 : 0) &+ (id >= 100 ? 1 : 0) &+ (id >= 1_000 ? 1 : 0) &+ (id >= 10_000 ? 1 : 0)
      longer &+= (id >= 100_000 ? 1 : 0) &+ (id >= 1_000_000 ? 1 : 0) &+ (id >= 10_000_000 ? 1 : 0)
      longer &+= (id >= 100_000_000 ? 1 : 0) &+ (id >= 1_000_000_000 ? 1 : 0)
    }
    count &+= Int(longer)
    return count
  }

  /// The digits of a number that is not negative, and a comma.
  private static func digitCount(_ number: Int32) -> Int {
    var (count, rest) = (2, number)
    while rest >= 10 { (count, rest) = (count + 1, rest / 10) }
    return count
  }
}
