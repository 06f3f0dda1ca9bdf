/// What takes the pieces of a text, one after another.
protocol PieceSink: ~Copyable {
  /// Takes a piece of the next `length` bytes.
  mutating func add(_ id: Int32, length: Int)

  /// Takes the next `length` bytes as a run of unknown text, which joins one that ends here.
  mutating func addUnknown(_ id: Int32, length: Int)
}

/// Counts pieces.
struct PieceCount: PieceSink {
  private var count = 0
  private var endsUnknown = false

  /// How many pieces `give` gives.
  @inline(__always)
  static func total(_ give: (inout PieceCount) -> Void) -> Int {
    var total = PieceCount()
    give(&total)
    return total.count
  }

  @inline(__always)
  mutating func add(_ id: Int32, length: Int) {
    count &+= 1
    endsUnknown = false
  }

  @inline(__always)
  mutating func addUnknown(_ id: Int32, length: Int) {
    if !endsUnknown { count &+= 1 }
    endsUnknown = true
  }
}

/// Keeps pieces with where they start and end in the normalized text. Of the pieces for the bytes of one character all but
/// the last are empty, and the last has all of it.
struct PieceList: PieceSink, ~Copyable {
  private var run = TokenRun()
  private var position: Int32 = 0
  /// Whether some piece has no byte.
  private(set) var hasEmptyPiece = false
  private var endsUnknown = false

  /// Empties the list.
  ///
  /// - Parameter start: Where the first piece starts: -1 for a space that is not in the text.
  mutating func reset(start: Int32) {
    run.removeAll()
    position = start
    hasEmptyPiece = false
    endsUnknown = false
  }

  /// Appends the pieces to `tokens`.
  func append(to tokens: inout TokenBuffer) { run.append(to: &tokens) }

  /// Makes every offset what `changed` says.
  @inline(__always)
  mutating func mapOffsets(_ changed: (Int32) -> Int32) { run.mapOffsets(changed) }

  @inline(__always)
  mutating func add(_ id: Int32, length: Int) {
    let end = position &+ Int32(truncatingIfNeeded: length)
    run.append(id, start: position, end: end)
    if length == 0 { hasEmptyPiece = true }
    position = end
    endsUnknown = false
  }

  @inline(__always)
  mutating func addUnknown(_ id: Int32, length: Int) {
    if endsUnknown {
      position &+= Int32(truncatingIfNeeded: length)
      run.setLastEnd(position)
    } else {
      add(id, length: length)
      endsUnknown = true
    }
  }
}

/// A piece that a model gave a run of bytes, or the unknown one.
struct PieceNode: Sendable {
  var id: Int32
  var length: Int32
}
