import Archives
import Diagnostics
import StrictJSON

/// Cuts a JSON text into records: the elements of an array, the members of an object, or objects one after the other.
///
/// The text is never held as a whole. What stands between the records is read strictly; each record's inside is checked
/// when it is parsed. Where one record ends is told by brackets and quotes; a text in which they do not match cannot be
/// cut any further, so that is an error of the whole source and of no record.
final class JSONCutter: RecordCutter {
  private(set) var closing: [UInt8] = []
  let input: HeadedSource
  let name: String
  let limits: Limits
  let container: RecordContainer
  /// The keys of the members so far, and where they stand.
  private var keys: [[UInt8]: TextPosition] = [:]
  /// Checks keys and what is broken.
  let reader: JSONReader
  /// Bytes read and not yet handed out.
  private var carry: [UInt8] = []
  /// Where `carry` begins.
  private var position: TextPosition
  private var scan = JSONValueScan()
  private var isBeforeFirst = true
  /// Whether the rest of a record that was too long is still to be passed over.
  private var isInsideLongRecord = false
  private var isAtEnd = false
  private var failure: (any Error)?

  /// - Parameter position: Where the bytes that `input` gives begin: after the container's opening.
  init(_ input: HeadedSource, named name: String, limits: Limits, container: RecordContainer, at position: TextPosition)
  {
    self.input = input
    self.name = name
    self.limits = limits
    self.container = container
    self.position = position
    reader = JSONReader(limits: limits)
  }

  func nextRecords(maximumBytes: Int, firstIndex: Int) throws -> CutRecords? {
    if let failure { throw failure }
    while isInsideLongRecord { try passLongRecord() }
    if isAtEnd { return nil }
    var text = JSONCutterText(bytes: carry, position: position)
    carry = []
    var pieces: [JSONPiece] = []
    var end = 0
    do {
      while end < maximumBytes, !isInsideLongRecord, let piece = try nextPiece(of: &text, from: end) {
        pieces.append(piece)
        end = piece.range.upperBound
      }
    } catch {
      // The records before the trouble come first.
      if pieces.isEmpty { throw error }
      failure = error
    }
    return batch(of: pieces, in: text, firstIndex: firstIndex)
  }

  private func batch(of pieces: [JSONPiece], in text: JSONCutterText, firstIndex: Int) -> CutRecords {
    var text = text
    let byteCount = isInsideLongRecord ? text.bytes.count : pieces.last?.range.upperBound ?? 0
    position = text.advance(to: byteCount)
    var bytes = text.bytes
    if isInsideLongRecord {
      let kept = (pieces.last?.range.lowerBound ?? 0) + LineCutter.keptByteCount
      bytes.removeSubrange(min(bytes.count, kept)...)
    } else if !isAtEnd {
      carry = Array(bytes[byteCount...])
    }
    var records: [Record] = []
    records.reserveCapacity(pieces.count)
    for piece in pieces {
      let location = piece.position.location(in: name)
      let isTooLong = piece.range.count > limits.maximumRecordBytes
      let met = piece.goesOn ? nil : piece.range.count
      records.append(
        Record(
          batchBytes: bytes, range: piece.range.clamped(to: 0..<bytes.count), lineBreak: .none, location: location,
          index: firstIndex + records.count, problem: isTooLong ? limits.recordTooLong(at: location, met: met) : nil,
          container: container, separator: piece.separator, key: piece.key))
    }
    return CutRecords(records: records, byteCount: byteCount)
  }

  /// Reads past a chunk of a record that is too long without keeping it.
  private func passLongRecord() throws {
    var chunk: [UInt8] = []
    if try input.read(ByteSource.chunkByteCount, appendingTo: &chunk) == 0 {
      throw TrainPackError(
        .jsonTruncated, "the text ends inside a value", at: position.location(in: name), fix: Self.truncatedFix)
    }
    switch scan.advance(chunk, from: 0) {
    case .end(let end):
      isInsideLongRecord = false
      position.advance(over: chunk, 0..<end)
      carry = Array(chunk[end...])
    case .needsMore: position.advance(over: chunk, 0..<chunk.count)
    case .broken(let at):
      throw TrainPackError(
        .jsonInvalid, "the brackets of a value that is longer than a record may be do not match",
        at: position.advanced(over: chunk, 0..<at).location(in: name), fix: "write the value anew, as JSON")
    }
  }

  // MARK: What stands between the records

  /// The next record with what stands before it; `nil` after the last one.
  private func nextPiece(of text: inout JSONCutterText, from start: Int) throws -> JSONPiece? {
    var at = start
    var byte = try significantByte(of: &text, &at, from: start)
    switch container.kind {
    case .jsonArray, .jsonObject:
      let closer: UInt8 = container.kind == .jsonArray ? 0x5D : 0x7D
      if let first = byte, first != closer, !isBeforeFirst {
        guard first == 0x2C else { throw unexpected(text, at, "a comma or \(Self.shown(closer)) after the record") }
        at += 1
        byte = try significantByte(of: &text, &at, from: start)
        if byte == closer {
          throw invalid(
            text, at, "a comma stands before the end of \(container.kind.name)", fix: "remove the trailing comma")
        }
      }
      guard let byte else { throw notClosed(text, closer) }
      if byte == closer {
        try finish(&text, from: start, closer: at)
        return nil
      }
    default:
      guard let byte else {
        closing = Array(text.bytes[start...].prefix(LineCutter.keptByteCount))
        isAtEnd = true
        return nil
      }
      if byte == 0x2C {
        throw invalid(
          text, at, "a comma stands between two objects that are in no array",
          fix: "put [ before the first object and ] after the last, or take the commas out")
      }
      guard byte == 0x7B else { throw unexpected(text, at, "the { of the next object") }
    }
    var key: [UInt8]?
    if container.kind == .jsonObject { key = try readKey(of: &text, &at, from: start) }
    isBeforeFirst = false
    return try readValue(of: &text, at: at, separator: start..<at, key: key)
  }

  /// Reads a member's key and its colon, up to the value.
  private func readKey(of text: inout JSONCutterText, _ at: inout Int, from start: Int) throws -> [UInt8] {
    guard text.bytes[at] == 0x22 else { throw unexpected(text, at, "a key in double quotes") }
    var scan = JSONValueScan()
    var from = at
    var end = at
    reading: while true {
      switch scan.advance(text.bytes, from: from) {
      case .end(let place):
        end = place
        break reading
      case .broken(let place): throw unexpected(text, place, "a key in double quotes")
      case .needsMore:
        from = text.bytes.count
        if try !fill(&text, from: start) { throw truncated(text, inside: "a string") }
      }
    }
    let place = text.advance(to: at)
    let raw = at..<end
    let inner = text.bytes[at + 1..<end - 1]
    // Most keys are numbers or names; any other is read as the JSON that it is.
    let isPlain = inner.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x5C }
    let key =
      isPlain
      ? Array(inner)
      : try reader.read(text.bytes, in: raw, at: place.location(in: name)).root.utf8.map(Array.init) ?? []
    if let first = keys.updateValue(place, forKey: key) {
      throw TrainPackError(
        .jsonDuplicateKey, "the object of objects has the key \(text.shown(raw)) twice", at: place.location(in: name),
        details: ["first at \(first.words(in: name))"],
        fix: "rename or remove one of the two; most readers keep only the last")
    }
    at = end
    guard let colon = try significantByte(of: &text, &at, from: start) else {
      throw truncated(text, inside: "an object")
    }
    guard colon == 0x3A else { throw unexpected(text, at, "a colon after the key") }
    at += 1
    if try significantByte(of: &text, &at, from: start) == nil { throw truncated(text, inside: "an object") }
    return key
  }

  private func readValue(
    of text: inout JSONCutterText, at start: Int, separator: Range<Int>, key: [UInt8]?
  ) throws -> JSONPiece {
    scan = JSONValueScan()
    let position = text.advance(to: start)
    var from = start
    while true {
      switch scan.advance(text.bytes, from: from) {
      case .end(let end): return JSONPiece(separator: separator, range: start..<end, position: position, key: key)
      case .broken(let place): throw broken(text, start: start, at: place)
      case .needsMore:
        from = text.bytes.count
        if from - start > limits.maximumRecordBytes {
          isInsideLongRecord = true
          return JSONPiece(separator: separator, range: start..<from, position: position, key: key, goesOn: true)
        }
        if try fill(&text) { continue }
        if scan.mayEndHere { return JSONPiece(separator: separator, range: start..<from, position: position, key: key) }
        throw broken(text, start: start, at: from)
      }
    }
  }

  /// Reads the container's end, at which `closer` stands, and makes sure that nothing follows.
  private func finish(_ text: inout JSONCutterText, from start: Int, closer: Int) throws {
    var at = closer + 1
    let wrapper = JSONWrapper(container)
    if let wrapper {
      while try fill(&text, from: start) {}
      closing = Array(text.bytes[start...])
      try wrapper.check(closing: Array(text.bytes[closer...]), at: text.place(closer).location(in: name), by: reader)
    } else {
      if try significantByte(of: &text, &at, from: start) != nil {
        throw invalid(
          text, at, "something follows the end of \(container.kind.name): \(text.shown(at..<at + 1))",
          fix: "remove what follows; give each array a file of its own, or put all records into one")
      }
      closing = Array(text.bytes[start...].prefix(LineCutter.keptByteCount))
    }
    isAtEnd = true
  }

  /// The first byte from `at` on that is no white space; `nil` at the end.
  private func significantByte(of text: inout JSONCutterText, _ at: inout Int, from start: Int) throws -> UInt8? {
    while true {
      while at < text.bytes.count {
        switch text.bytes[at] {
        case 0x20, 0x0A, 0x0D, 0x09: at += 1
        default: return text.bytes[at]
        }
      }
      if try !fill(&text, from: start) { return nil }
    }
  }

  private func fill(_ text: inout JSONCutterText) throws -> Bool {
    try input.read(ByteSource.chunkByteCount, appendingTo: &text.bytes) > 0
  }

  /// Reads more of what stands between two records, which is bounded as a record is.
  private func fill(_ text: inout JSONCutterText, from start: Int) throws -> Bool {
    if text.bytes.count - start > limits.maximumRecordBytes {
      throw TrainPackError.limitExceeded(
        "bytes between two records", value: limits.maximumRecordBytes, met: nil, flag: "--maximum-record-bytes",
        at: text.place(start).location(in: name))
    }
    return try fill(&text)
  }
}

/// A record as it was cut: offsets in the bytes at hand.
struct JSONPiece {
  var separator: Range<Int>
  var range: Range<Int>
  var position: TextPosition
  var key: [UInt8]?
  /// Whether the record goes on past the bytes, as it is over the limit.
  var goesOn = false
}

/// The bytes at hand and where they stand.
struct JSONCutterText {
  var bytes: [UInt8]
  /// The place of the byte at `offset`, which only goes on, so that the lines of each byte are counted once.
  private var position: TextPosition
  private var offset = 0

  init(bytes: [UInt8], position: TextPosition) {
    self.bytes = bytes
    self.position = position
  }

  /// Goes on to the byte at `place` and gives its place.
  mutating func advance(to place: Int) -> TextPosition {
    if place > offset {
      position.advance(over: bytes, offset..<place)
      offset = place
    }
    return position
  }

  /// The place of a byte at which something is wrong, not before the last record.
  func place(_ offset: Int) -> TextPosition { position.advanced(over: bytes, min(self.offset, offset)..<offset) }

  /// A few bytes as a message shows them.
  func shown(_ range: Range<Int>) -> String { VisibleBytes.text(bytes[range.clamped(to: 0..<bytes.count)].prefix(60)) }
}
