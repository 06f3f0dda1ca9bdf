import Archives
import Diagnostics
import StrictJSON

/// Cuts a source into records, batch by batch, with bounded memory, whatever they lie in.
///
/// What they lie in is told by the source's first bytes (`ContainerRecognition`): JSON Lines, objects over several lines, an
/// array, an object of objects, or a table. Reading is serial and does little; the batches are parsed by `RecordParser`s on
/// as many workers as there are, and the caller keeps their order by `RecordBatch.index`. A UTF-8 byte order mark is
/// skipped at byte 0 and noted. A record longer than `Limits.maximumRecordBytes` becomes a record with a `problem`, and the
/// next ones are read on.
///
/// ```swift
/// let reader = RecordReader(try ByteSource.open("data.jsonl.gz"))
/// while let batch = try reader.nextBatch() { … }
/// ```
public final class RecordReader {
  /// A batch is about this many bytes, enough that handing it to another worker costs nothing beside parsing it.
  public static let batchByteCount = 1 << 20

  /// How it is decided what the records lie in.
  public enum Containers: Sendable {
    /// By the source's first bytes.
    case byContent
    /// Each line is a record, whatever it holds: for data that is made of lines by contract.
    case lines
  }

  public let source: ByteSource
  public let limits: Limits
  public let containers: Containers
  /// What places call the source.
  private let name: String
  /// What was seen about the source as a whole.
  public private(set) var notes: [RecordNote] = []
  /// How many records have been handed out.
  public private(set) var recordCount = 0
  /// What the records lie in; known once the first batch has been read.
  public private(set) var container: RecordContainer?
  private var batchCount = 0
  private var cutter: (any RecordCutter)?

  /// - Parameter name: What places call the source, where that is not its own name.
  public init(
    _ source: ByteSource, named name: String? = nil, containers: Containers = .byContent, limits: Limits = Limits()
  ) {
    self.source = source
    self.containers = containers
    self.name = name ?? source.name
    self.limits = limits
  }

  /// The next records; `nil` at the end of the source.
  ///
  /// - Parameter maximumBytes: How many bytes to read before the batch is closed after a record; a single record may be
  ///   longer.
  /// - Throws: What `ByteSource.read` throws; `json.not-utf8-encoded` for a UTF-16 or UTF-32 file; `records.not-readable`
  ///   for a file that is known and holds no readable records; `records.no-records` at the end of a source without any;
  ///   and what breaks the container as a whole: `records.ambiguous-container`, `json.invalid`, `json.truncated`,
  ///   `json.duplicate-key`, `json.too-deep`, `limits.exceeded` and the codes of tables.
  public func nextBatch(maximumBytes: Int = RecordReader.batchByteCount) throws -> RecordBatch? {
    let cutter = try self.cutter ?? makeCutter()
    self.cutter = cutter
    while let cut = try cutter.nextRecords(maximumBytes: max(1, maximumBytes), firstIndex: recordCount) {
      guard let first = cut.records.first else { continue }
      container = first.container
      recordCount += cut.records.count
      batchCount += 1
      return RecordBatch(index: batchCount - 1, records: cut.records, byteCount: cut.byteCount)
    }
    if recordCount == 0 {
      throw TrainPackError(
        .recordsNoRecords, "the input holds no record", at: InputLocation(source: name),
        fix: "check the path, or leave the file out if it is meant to be empty")
    }
    return nil
  }

  /// What stands around the records; `nil` before the end of the source.
  public var frame: RecordFrame? {
    guard let container, let cutter else { return nil }
    return RecordFrame(kind: container.kind, opening: container.opening, closing: cutter.closing)
  }

  private func makeCutter() throws -> any RecordCutter {
    let input = HeadedSource(source)
    _ = try input.lookFurther()
    let start = try startOfText(input.head)
    let shape =
      containers == .lines
      ? .lines : try ContainerRecognition(input: input, name: name, limits: limits, start: start).shape()
    var position = TextPosition()
    func pass(_ end: Int) {
      position.advance(over: input.head, 0..<end)
      input.skip(end)
    }
    switch shape {
    case .lines:
      pass(start)
      return LineCutter(input, named: name, limits: limits, from: start)
    case .objects:
      pass(start)
      return JSONCutter(input, named: name, limits: limits, container: RecordContainer(.jsonObjects), at: position)
    case .container(let kind, let end):
      let container = RecordContainer(kind, opening: Array(input.head[start..<end]))
      pass(end)
      return JSONCutter(input, named: name, limits: limits, container: container, at: position)
    case .table(let columns, let end):
      let opening = Array(input.head[..<end])
      pass(end)
      return TableCutter(input, named: name, limits: limits, columns: columns, opening: opening, at: position)
    }
  }

  /// Where the text of the source begins: after a UTF-8 byte order mark.
  private func startOfText(_ head: [UInt8]) throws -> Int {
    let place = InputLocation(source: name, line: 1, byteOffset: 0)
    if let encoding = TextEncodingGuess.foreignEncoding(head) {
      let file = name == "standard input" ? "FILE" : ShellWord.quoted(name)
      throw TrainPackError(
        .jsonNotUTF8Encoded, "the file is \(encoding), not UTF-8", at: place,
        fix: "convert it with iconv -f \(encoding) -t UTF-8 \(file) > utf8.txt, and give that")
    }
    let length = TextEncodingGuess.byteOrderMarkLength(head)
    if length > 0 {
      notes.append(
        RecordNote(.recordsByteOrderMark, "a byte order mark at the start of the file was skipped", at: place))
    }
    return length
  }
}
