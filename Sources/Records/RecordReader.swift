import Archives
import Diagnostics
import StrictJSON

/// Cuts JSON Lines into records, batch by batch, with bounded memory.
///
/// Reading is serial and does little; the batches are parsed by `RecordParser`s on as many workers as there are, and the
/// caller keeps their order by `RecordBatch.index`. LF and CRLF end a record, blank lines are skipped, a UTF-8 byte order
/// mark is skipped at byte 0 and noted. A record longer than `Limits.maximumRecordBytes` becomes a record with a
/// `problem`, and the next ones are read on.
///
/// ```swift
/// let reader = RecordReader(try ByteSource.open("data.jsonl.gz"))
/// while let batch = try reader.nextBatch() { … }
/// ```
public final class RecordReader {
  /// A batch is about this many bytes, enough that handing it to another worker costs nothing beside parsing it.
  public static let batchByteCount = 1 << 20

  /// What is kept of a record that is too long, for messages.
  private static let keptByteCount = 256

  public let source: ByteSource
  public let limits: Limits
  /// What places call the source.
  private let name: String
  /// What was seen about the source as a whole.
  public private(set) var notes: [RecordNote] = []
  /// How many records have been handed out.
  public private(set) var recordCount = 0
  private var batchCount = 0
  /// Bytes read and not yet handed out: the beginning of a line.
  private var carry: [UInt8] = []
  /// Where `carry` begins.
  private var byteOffset = 0
  private var line = 1
  private var isAtStart = true
  private var isAtEnd = false
  /// Whether the rest of a line that was too long is still to be passed over.
  private var isInsideLongRecord = false

  /// - Parameter name: What places call the source, where that is not its own name.
  public init(_ source: ByteSource, named name: String? = nil, limits: Limits = Limits()) {
    self.source = source
    self.name = name ?? source.name
    self.limits = limits
  }

  /// The next records; `nil` at the end of the source.
  ///
  /// - Parameter maximumBytes: How many bytes to read before the batch is closed at the end of a line; a single record may
  ///   be longer.
  /// - Throws: What `ByteSource.read` throws; `json.not-utf8-encoded` for a UTF-16 or UTF-32 file; `records.no-records`
  ///   at the end of a source without any.
  public func nextBatch(maximumBytes: Int = RecordReader.batchByteCount) throws -> RecordBatch? {
    while !(isAtEnd && carry.isEmpty) {
      if isInsideLongRecord {
        try passLongRecord()
        continue
      }
      let batch = try readBatch(maximumBytes: max(1, maximumBytes))
      if !batch.records.isEmpty {
        batchCount += 1
        return batch
      }
    }
    if recordCount == 0 {
      throw TrainPackError(
        .recordsNoRecords, "the input holds no record", at: InputLocation(source: name),
        fix: "check the path, or leave the file out if it is meant to be empty")
    }
    return nil
  }

  private func readBatch(maximumBytes: Int) throws -> RecordBatch {
    var buffer = carry
    carry = []
    buffer.reserveCapacity(maximumBytes + ByteSource.chunkByteCount)
    // Everything before `end` is whole lines.
    var end = LineScan.endOfLastLine(in: buffer, from: 0)
    while !isAtEnd {
      if end > 0 && buffer.count >= maximumBytes { break }
      if buffer.count - end > limits.maximumRecordBytes { break }
      let start = buffer.count
      if try source.read(ByteSource.chunkByteCount, appendingTo: &buffer) == 0 {
        isAtEnd = true
      } else {
        end = max(end, LineScan.endOfLastLine(in: buffer, from: start))
      }
    }
    let start = isAtStart ? try startOfText(buffer) : 0
    isAtStart = false
    if isAtEnd {
      end = buffer.count
    } else if buffer.count - end > limits.maximumRecordBytes {
      isInsideLongRecord = true
    }
    // A line that goes on past the limit gives a record of its first bytes; the rest is passed over.
    if !isInsideLongRecord { carry = Array(buffer[end...]) }
    let read = isInsideLongRecord ? buffer.count : end
    if isInsideLongRecord { buffer.removeSubrange(min(buffer.count, end + Self.keptByteCount)...) }
    return makeBatch(buffer, from: start, wholeLinesEnd: end, byteCount: read)
  }

  private func makeBatch(_ buffer: [UInt8], from start: Int, wholeLinesEnd end: Int, byteCount: Int) -> RecordBatch {
    var records: [Record] = []
    var at = start
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
        let problem = contentEnd - at > limits.maximumRecordBytes ? tooLong(at: place(at), met: contentEnd - at) : nil
        append(buffer, at..<contentEnd, lineBreak, problem, to: &records)
      }
      at = (stop ?? end - 1) + 1
      if stop != nil { line += 1 }
    }
    if isInsideLongRecord {
      append(buffer, end..<buffer.count, .lineFeed, tooLong(at: place(end), met: nil), to: &records)
    }
    byteOffset += byteCount
    return RecordBatch(index: batchCount, records: records, byteCount: byteCount)
  }

  private func append(
    _ buffer: [UInt8], _ range: Range<Int>, _ lineBreak: Record.LineBreak, _ problem: TrainPackError?,
    to records: inout [Record]
  ) {
    records.append(
      Record(
        batchBytes: buffer, range: range, lineBreak: lineBreak, location: place(range.lowerBound), index: recordCount,
        problem: problem))
    recordCount += 1
  }

  /// The place of the byte at `offset` of the batch that is being made, on the present line.
  private func place(_ offset: Int) -> InputLocation {
    InputLocation(source: name, line: line, byteOffset: byteOffset + offset)
  }

  private func tooLong(at place: InputLocation, met: Int?) -> TrainPackError {
    TrainPackError.limitExceeded(
      "bytes in one record", value: limits.maximumRecordBytes, met: met, flag: "--maximum-record-bytes", at: place)
  }

  /// Reads past the rest of a line that is too long without keeping it.
  private func passLongRecord() throws {
    var chunk: [UInt8] = []
    if try source.read(ByteSource.chunkByteCount, appendingTo: &chunk) == 0 {
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

  /// Where the text of the source begins: after a UTF-8 byte order mark.
  private func startOfText(_ buffer: [UInt8]) throws -> Int {
    let place = InputLocation(source: name, line: 1, byteOffset: 0)
    if let encoding = TextEncodingGuess.foreignEncoding(buffer) {
      throw TrainPackError(
        .jsonNotUTF8Encoded, "the file is \(encoding), not UTF-8", at: place,
        fix: "convert it with iconv -f \(encoding) -t UTF-8")
    }
    let length = TextEncodingGuess.byteOrderMarkLength(buffer)
    if length > 0 {
      notes.append(
        RecordNote(.recordsByteOrderMark, "a byte order mark at the start of the file was skipped", at: place))
    }
    return length
  }
}
