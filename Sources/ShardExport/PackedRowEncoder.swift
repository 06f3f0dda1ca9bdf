/// Writes packed rows as JSON lines, each into one buffer that is used again.
///
/// A line is `{"input_ids":[…],"labels":[…],"seq_lengths":[…]}` and a line feed, with `position_ids` behind where the
/// schema has them, and no white space; in rows of one example `attention_mask` stands in place of `seq_lengths`. Segments must have been checked: ids are at least 0, loss ranges lie inside.
struct PackedRowEncoder {
  private let schema: RowSchema
  private let columns = PackedColumns()
  private var buffer: [UInt8] = []
  /// Where in the buffer the ids of each loss range stand.
  private var trained: [Range<Int>] = []

  /// - Parameter schema: That of packed rows, or of one tokenized example a row.
  init(schema: RowSchema) {
    self.schema = schema
  }

  /// Encodes a row and hands its line to `body`.
  ///
  /// - Complexity: O(*n*) for *n* tokens; at most 33 bytes a token are held.
  mutating func encode(_ segments: [PackedSegment], _ body: (Span<UInt8>) throws -> Void) rethrows {
    reserve(tokenCount: segments.reduce(0) { $0 + $1.tokens.count }, segmentCount: segments.count)
    let columns = columns
    let writesPositions = schema == .packed(.written)
    let isOneExample = schema == .tokens
    var trained: [Range<Int>] = []
    swap(&trained, &self.trained)
    defer { swap(&trained, &self.trained) }
    trained.removeAll(keepingCapacity: true)
    var span = buffer.mutableSpan
    var bytes = span.mutableBytes
    var end = columns.write("{\"input_ids\":[", to: &bytes, at: 0)
    for segment in segments { end = columns.writeIDs(of: segment, to: &bytes, at: end, trained: &trained) }
    end = columns.write("],\"labels\":[", to: &bytes, at: end - 1)
    var known = trained[...]
    for segment in segments { end = columns.writeLabels(of: segment, to: &bytes, at: end, trained: &known) }
    if isOneExample {
      end = columns.write("],\"attention_mask\":[", to: &bytes, at: end - 1)
      for segment in segments { end = columns.writeOnes(segment.tokens.count, to: &bytes, at: end) }
    } else {
      end = columns.write("],\"seq_lengths\":[", to: &bytes, at: end - 1)
      for segment in segments { end = columns.writeLength(segment.tokens.count, to: &bytes, at: end) }
    }
    if writesPositions {
      end = columns.write("],\"position_ids\":[", to: &bytes, at: end - 1)
      for segment in segments { end = columns.writePositions(segment.tokens.count, to: &bytes, at: end) }
    }
    end = columns.write("]}\n", to: &bytes, at: end - 1)
    try body(buffer.span.extracting(first: end))
  }

  /// The size of the line of a row, in bytes.
  ///
  /// - Complexity: O(*n*) for *n* tokens.
  func lineByteCount(of segments: [PackedSegment]) -> Int {
    // The names, brackets and the line feed; the last number of each column has no comma.
    var count = schema.columns.reduce(2) { $0 + $1.rawValue.utf8.count + 6 } - schema.columns.count
    for segment in segments { count += Self.byteCount(of: segment, schema) }
    return count
  }

  /// The size of a segment's numbers in all columns, each with a comma, in bytes.
  private static func byteCount(of segment: PackedSegment, _ schema: RowSchema) -> Int {
    let ids = segment.tokens.span
    // A label that is not trained is -100.
    var count = digitCount(ids, 0..<ids.count) + 5 * (ids.count - segment.lossTokenCount)
    for range in segment.lossRanges { count += digitCount(ids, range) }
    if schema == .tokens { return count + 2 * ids.count }
    count += digitCount(Int32(clamping: ids.count))
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

  private mutating func reserve(tokenCount: Int, segmentCount: Int) {
    // A number has at most ten digits and a comma, in three columns at most; the names take less than 128 bytes.
    let needed = tokenCount * 33 + segmentCount * 11 + 128 + DecimalDigits.overhang
    if buffer.count < needed { buffer = [UInt8](repeating: 0, count: needed) }
  }
}

/// Writes the columns of a packed row; each number is followed by a comma, and each call returns the offset behind it.
struct PackedColumns {
  private let digits = DecimalDigits()

  /// Writes the ids, and appends to `trained` where those of each loss range stand.
  func writeIDs(
    of segment: PackedSegment, to bytes: inout MutableRawSpan, at start: Int, trained: inout [Range<Int>]
  ) -> Int {
    let ids = segment.tokens.span
    var end = start
    var position = 0
    for range in segment.lossRanges {
      let first = writeIDs(ids.extracting(position..<range.lowerBound), to: &bytes, at: end)
      end = writeIDs(ids.extracting(range), to: &bytes, at: first)
      trained.append(first..<end)
      position = range.upperBound
    }
    return writeIDs(ids.extracting(position..<ids.count), to: &bytes, at: end)
  }

  private func writeIDs(_ ids: Span<Int32>, to bytes: inout MutableRawSpan, at start: Int) -> Int {
    var end = start
    for index in ids.indices { end = digits.write(ids[index], andCommaTo: &bytes, at: end) }
    return end
  }

  /// Writes the labels: those of a loss range are its ids, which `trained` says where to copy from, the first first.
  func writeLabels(
    of segment: PackedSegment, to bytes: inout MutableRawSpan, at start: Int, trained: inout ArraySlice<Range<Int>>
  ) -> Int {
    var end = start
    var position = 0
    for range in segment.lossRanges {
      end = writeIgnored(range.lowerBound - position, to: &bytes, at: end)
      if let ids = trained.popFirst() { end = copy(ids, of: &bytes, to: end) }
      position = range.upperBound
    }
    return writeIgnored(segment.tokens.count - position, to: &bytes, at: end)
  }

  /// Copies bytes to behind them, and up to seven more.
  private func copy(_ range: Range<Int>, of bytes: inout MutableRawSpan, to start: Int) -> Int {
    var offset = 0
    while offset < range.count {
      let eight = bytes.unsafeLoadUnaligned(fromByteOffset: range.lowerBound + offset, as: UInt64.self)
      bytes.storeBytes(of: eight, toByteOffset: start + offset, as: UInt64.self)
      offset += 8
    }
    return start + range.count
  }

  func writeLength(_ count: Int, to bytes: inout MutableRawSpan, at start: Int) -> Int {
    digits.write(Int32(truncatingIfNeeded: count), andCommaTo: &bytes, at: start)
  }

  func writeOnes(_ count: Int, to bytes: inout MutableRawSpan, at start: Int) -> Int {
    var end = start
    for _ in 0..<count { end = write("1,", to: &bytes, at: end) }
    return end
  }

  func writePositions(_ count: Int, to bytes: inout MutableRawSpan, at start: Int) -> Int {
    var end = start
    for position in 0..<count { end = writeLength(position, to: &bytes, at: end) }
    return end
  }

  func write(_ text: StaticString, to bytes: inout MutableRawSpan, at start: Int) -> Int {
    var end = start
    text.withUTF8Buffer { buffer in
      for byte in buffer {
        bytes.storeBytes(of: byte, toByteOffset: end, as: UInt8.self)
        end += 1
      }
    }
    return end
  }

  /// Writes the label of a token that is not trained, `count` times.
  private func writeIgnored(_ count: Int, to bytes: inout MutableRawSpan, at start: Int) -> Int {
    // "-100," in its low five bytes; the next store overwrites the three zeros behind it.
    let text: UInt64 = 0x2c_3030_312d
    var end = start
    for _ in 0..<count {
      bytes.storeBytes(of: text.littleEndian, toByteOffset: end, as: UInt64.self)
      end += 5
    }
    return end
  }
}
