/// How text that no piece writes is given: its bytes, or as unknown.
struct UnknownCharacters: Sendable {
  /// -1 when the model has no piece for it.
  let id: Int32
  /// For each byte its piece; empty without byte fallback.
  private let byteIDs: [Int32]
  private let escapesWhitespace: Bool

  init(_ inventory: PieceInventory) {
    id = inventory.unknownID
    byteIDs = inventory.byteIDs
    escapesWhitespace = inventory.escapesWhitespace
  }

  /// Whether it is given as bytes.
  var isBytes: Bool { !byteIDs.isEmpty }

  /// Gives the piece of the next `length` bytes, which start at `position`, to `sink`, and moves `position` behind them.
  ///
  /// - Parameter piece: May be the unknown one.
  @inline(__always)
  func give<Sink: PieceSink & ~Copyable>(
    _ piece: Int32, length: Int, of text: Span<UInt8>, at position: inout Int, to sink: inout Sink
  ) {
    let end = position &+ length
    if piece == id {
      give(text, position, end, to: &sink)
    } else {
      sink.add(piece, length: length)
    }
    position = end
  }

  /// Gives `text[start..<end]` to `sink`.
  func give<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, _ start: Int, _ end: Int, to sink: inout Sink) {
    if byteIDs.isEmpty {
      sink.addUnknown(id, length: end &- start)
      return
    }
    for position in start..<end {
      let isLast = position == end &- 1
      if escapesWhitespace, text[position] == UInt8(ascii: " ") {
        sink.add(byteIDs[0xE2], length: 0)
        sink.add(byteIDs[0x96], length: 0)
        sink.add(byteIDs[0x81], length: isLast ? end &- start : 0)
      } else {
        sink.add(byteIDs[Int(text[position])], length: isLast ? end &- start : 0)
      }
    }
  }
}
