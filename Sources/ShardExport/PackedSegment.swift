/// One example in a packed row. It never changes, and holding one is to hold a reference, as exports hold all of theirs.
public final class PackedSegment: Hashable, Sendable {
  /// Token ids, in order; at least one.
  public let tokens: [Int32]
  /// The positions in `tokens` that are trained, as ascending, disjoint, non-empty ranges.
  public let lossRanges: [Range<Int>]
  /// Where the example came from.
  public let source: SegmentSource

  public init(tokens: [Int32], lossRanges: [Range<Int>], source: SegmentSource) {
    self.tokens = tokens
    self.lossRanges = lossRanges
    self.source = source
  }

  public static func == (left: PackedSegment, right: PackedSegment) -> Bool {
    left.tokens == right.tokens && left.lossRanges == right.lossRanges && left.source == right.source
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(tokens)
    hasher.combine(lossRanges)
    hasher.combine(source)
  }

  /// How many tokens are trained.
  public var lossTokenCount: Int { lossRanges.reduce(0) { $0 + $1.count } }

  /// The sum of the tokens and of which of them are trained: segments with the same sum give the same labels.
  ///
  /// It is compared within one run, and depends on the machine's byte order.
  public var contentSum: SHA256Sum {
    let tokens = tokens
    var borders: [Int] = [tokens.count]
    for range in lossRanges {
      if borders.count > 1, borders[borders.count - 1] == range.lowerBound {
        borders[borders.count - 1] = range.upperBound
      } else {
        borders += [range.lowerBound, range.upperBound]
      }
    }
    var hasher = SHA256Hasher()
    hasher.update(tokens.span.bytes)
    hasher.update(borders.span.bytes)
    return hasher.sum
  }
}

/// Where an exported example came from: one record of the dataset, or a part of one.
public struct SegmentSource: Hashable, Sendable {
  /// The record's own identifier, where it has one.
  public var recordID: String?
  /// The file as the user named it; the same whatever folder the export runs in.
  public var file: String
  /// The record's line in the file, counted from 1, where the format has lines.
  public var line: Int?
  /// The sum of the record's bytes as they stand in the file.
  public var recordSum: SHA256Sum
  /// Which of the examples of a divided record it is, counted from 0 in the order of its text, as the ledger lists them;
  /// `nil` where the record has only one.
  public var example: Int?

  public init(recordID: String?, file: String, line: Int?, recordSum: SHA256Sum, example: Int? = nil) {
    self.recordID = recordID
    self.file = file
    self.line = line
    self.recordSum = recordSum
    self.example = example
  }
}
