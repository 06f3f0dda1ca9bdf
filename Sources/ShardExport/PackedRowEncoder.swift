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
    let tokens = segment.tokens
    let ids = tokens.span
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
