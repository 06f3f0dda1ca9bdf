import Archives
import Diagnostics

/// Cuts JSON Lines: LF and CRLF end a record, blank lines are passed over.
final class LineCutter: RecordCutter {
  /// What is kept of a record that is too long, for messages.
  static let keptByteCount = 256

  let closing: [UInt8] = []
  private let input: HeadedSource
  private let name: String
  private let limits: Limits
  private let container = RecordContainer(.jsonLines)
  private let memory = BatchMemory()
  /// Bytes read and not yet handed out: the beginning of a line.
  private var carry: [UInt8] = []
  /// Where `carry` begins.
  private var byteOffset: Int
  private var line = 1
  private var isAtEnd = false
  /// Whether the rest of a line that was too long is still to be passed over.
  private var isInsideLongRecord = false

  /// - Parameter start: Where the text begins: after a byte order mark.
  init(_ input: HeadedSource, named name: String, limits: Limits, from start: Int) {
    self.input = input
    self.name = name
    self.limits = limits
    byteOffset = start
  }

  func nextRecords(maximumBytes: Int, firstIndex: Int) throws -> CutRecords? {
    while isInsideLongRecord { try passLongRecord() }
    if isAtEnd && carry.isEmpty { return nil }
    var (buffer, lines) = memory.take()
    buffer.reserveCapacity(carry.count + maximumBytes + ByteSource.chunkByteCount + LineBatch.paddingByteCount)
    buffer += carry
    carry.removeAll(keepingCapacity: true)
    // Everything before `end` is whole lines.
    var end = LineScan.endOfLastLine(in: buffer, from: 0)
    while !isAtEnd {
      if end > 0 && buffer.count >= maximumBytes { break }
      if buffer.count - end > limits.maximumRecordBytes { break }
      let start = buffer.count
      if try input.read(ByteSource.chunkByteCount, appendingTo: &buffer) == 0 {
        isAtEnd = true
      } else {
        end = max(end, LineScan.endOfLastLine(in: buffer, from: start))
      }
    }
    if isAtEnd {
      end = buffer.count
    } else if buffer.count - end > limits.maximumRecordBytes {
      isInsideLongRecord = true
    }
    // A line that goes on past the limit gives a record of its first bytes; the rest is passed over.
    if !isInsideLongRecord { carry += buffer[end...] }
    let read = isInsideLongRecord ? buffer.count : end
    let kept = isInsideLongRecord ? min(buffer.count, end + Self.keptByteCount) : end
    buffer.removeSubrange(kept...)
    let longLines = cut(buffer, wholeLinesEnd: end, into: &lines)
    // Where the text ends inside a character, an error says so only when nothing follows.
    if lines.last?.lineBreak != .endOfFile {
      buffer.append(contentsOf: repeatElement(0, count: LineBatch.paddingByteCount))
    }
    let batch = LineBatch(
      source: name, container: container, limits: limits, bytes: buffer, byteOffset: byteOffset,
      firstIndex: firstIndex, lines: lines, longLines: longLines, memory: memory)
    byteOffset += read
    return CutRecords(records: RecordBatch.Records(contents: .lines(batch)), byteCount: read)
  }

  /// Appends the lines of `buffer` that are not blank.
  ///
  /// - Returns: Those of them that are too long.
  private func cut(
    _ buffer: [UInt8], wholeLinesEnd end: Int, into lines: inout [LineBatch.Line]
  ) -> [LineBatch.LongLine] {
    var longLines: [LineBatch.LongLine] = []
    var at = 0
    while at < end {
      let stop = LineScan.lineFeed(in: buffer, from: at, to: end)
      var contentEnd = stop ?? end
      var lineBreak = Record.LineBreak.endOfFile
      if stop != nil {
        lineBreak = .lineFeed
        if contentEnd > at && buffer[contentEnd - 1] == 0x0D {
          contentEnd -= 1
          lineBreak = .carriageReturnLineFeed
        }
      }
      if !LineScan.isBlank(buffer, in: at..<contentEnd) {
        if contentEnd - at > limits.maximumRecordBytes {
          longLines.append(LineBatch.LongLine(position: lines.count, byteCount: contentEnd - at))
        }
        lines.append(LineBatch.Line(start: at, end: contentEnd, number: line, lineBreak: lineBreak))
      }
      at = (stop ?? end - 1) + 1
      if stop != nil { line += 1 }
    }
    if isInsideLongRecord {
      longLines.append(LineBatch.LongLine(position: lines.count, byteCount: nil))
      lines.append(LineBatch.Line(start: end, end: buffer.count, number: line, lineBreak: .lineFeed))
    }
    return longLines
  }

  /// Reads past a chunk of a line that is too long without keeping it.
  private func passLongRecord() throws {
    var chunk: [UInt8] = []
    if try input.read(ByteSource.chunkByteCount, appendingTo: &chunk) == 0 {
      isAtEnd = true
      isInsideLongRecord = false
    } else if let stop = LineScan.lineFeed(in: chunk, from: 0, to: chunk.count) {
      isInsideLongRecord = false
      carry = Array(chunk[(stop + 1)...])
      byteOffset += stop + 1
      line += 1
    } else {
      byteOffset += chunk.count
    }
  }
}

extension Limits {
  /// A record is longer than `maximumRecordBytes`.
  func recordTooLong(at place: InputLocation, met: Int?) -> TrainPackError {
    TrainPackError.limitExceeded(
      "bytes in one record", value: maximumRecordBytes, met: met, flag: "--maximum-record-bytes", at: place)
  }
}
