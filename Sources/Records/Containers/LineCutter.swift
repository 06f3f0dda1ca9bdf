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
    var buffer = carry
    carry = []
    buffer.reserveCapacity(maximumBytes + ByteSource.chunkByteCount)
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
    if !isInsideLongRecord { carry = Array(buffer[end...]) }
    let read = isInsideLongRecord ? buffer.count : end
    if isInsideLongRecord { buffer.removeSubrange(min(buffer.count, end + Self.keptByteCount)...) }
    let records = records(in: buffer, wholeLinesEnd: end, firstIndex: firstIndex)
    byteOffset += read
    return CutRecords(records: records, byteCount: read)
  }

  private func records(in buffer: [UInt8], wholeLinesEnd end: Int, firstIndex: Int) -> [Record] {
    var records: [Record] = []
    func append(_ range: Range<Int>, _ lineBreak: Record.LineBreak, _ problem: TrainPackError?) {
      records.append(
        Record(
          batchBytes: buffer, range: range, lineBreak: lineBreak, location: place(range.lowerBound),
          index: firstIndex + records.count, problem: problem, container: container))
    }
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
        let isTooLong = contentEnd - at > limits.maximumRecordBytes
        append(at..<contentEnd, lineBreak, isTooLong ? limits.recordTooLong(at: place(at), met: contentEnd - at) : nil)
      }
      at = (stop ?? end - 1) + 1
      if stop != nil { line += 1 }
    }
    if isInsideLongRecord { append(end..<buffer.count, .lineFeed, limits.recordTooLong(at: place(end), met: nil)) }
    return records
  }

  /// The place of the byte at `offset` of the batch that is being made, on the present line.
  private func place(_ offset: Int) -> InputLocation {
    InputLocation(source: name, line: line, byteOffset: byteOffset + offset)
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
