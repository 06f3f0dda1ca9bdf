import Algorithms
import Diagnostics

/// The lines of a batch of JSON Lines: one array of bytes, and where in it each line lies.
final class LineBatch: Sendable {
  /// A line that is a record.
  struct Line: Sendable {
    /// Where it lies in `bytes`, without its line break.
    var start: Int
    var end: Int
    /// Counted from 1.
    var number: Int
    var lineBreak: Record.LineBreak
  }

  /// A line that is longer than a record may be.
  struct LongLine: Sendable {
    var position: Int
    /// Its length; `nil` when only its beginning was read.
    var byteCount: Int?
  }

  /// What is read beyond a line's end by a parser that looks at many bytes at once; there are as many behind the last line
  /// that has a line break.
  static let paddingByteCount = 64

  let source: String
  let container: RecordContainer
  let limits: Limits
  /// The lines, with what stands between them, and padding.
  let bytes: [UInt8]
  /// Where `bytes` begin in the source.
  let byteOffset: Int
  /// The number of the first record in its source, from 0.
  let firstIndex: Int
  let lines: [Line]
  /// The lines that are too long, ascending.
  let longLines: [LongLine]
  private let memory: BatchMemory

  init(
    source: String, container: RecordContainer, limits: Limits, bytes: [UInt8], byteOffset: Int, firstIndex: Int,
    lines: [Line], longLines: [LongLine], memory: BatchMemory
  ) {
    self.source = source
    self.container = container
    self.limits = limits
    self.bytes = bytes
    self.byteOffset = byteOffset
    self.firstIndex = firstIndex
    self.lines = lines
    self.longLines = longLines
    self.memory = memory
  }

  func record(_ position: Int) -> Record {
    let line = lines[position]
    return Record(
      batchBytes: bytes, range: line.start..<line.end, lineBreak: line.lineBreak, location: location(position),
      index: firstIndex + position, problem: problem(position), container: container)
  }

  /// Where a record begins.
  func location(_ position: Int) -> InputLocation {
    InputLocation(source: source, line: lines[position].number, byteOffset: byteOffset + lines[position].start)
  }

  /// Why a record cannot be used at all; `nil` for nearly all.
  func problem(_ position: Int) -> TrainPackError? {
    if longLines.isEmpty { return nil }
    let index = longLines.partitioningIndex { $0.position >= position }
    guard index < longLines.count, longLines[index].position == position else { return nil }
    return limits.recordTooLong(at: location(position), met: longLines[index].byteCount)
  }

  func recycle() { memory.give(bytes, lines) }
}
