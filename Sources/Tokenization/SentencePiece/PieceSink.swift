/// What takes the pieces of a text, one after another.
protocol PieceSink {
  /// Takes a piece of the next `length` bytes.
  mutating func add(_ id: Int32, length: Int)

  /// Takes the next `length` bytes as a run of unknown text, which joins one that ends here.
  mutating func addUnknown(_ id: Int32, length: Int)

  /// Takes `count` pieces whose ids do not matter, none of them unknown; returns whether that is enough.
  mutating func addCount(_ count: Int) -> Bool
}

/// Counts pieces.
struct PieceCount: PieceSink {
  private(set) var count = 0
  private var endsUnknown = false

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

  @inline(__always)
  mutating func addCount(_ count: Int) -> Bool {
    self.count &+= count
    endsUnknown = false
    return true
  }
}

/// Keeps pieces with their ends in the normalized text.
struct PieceList: PieceSink {
  private(set) var ids: [Int32] = []
  /// For each piece where it starts and where it ends. Of the pieces for the bytes of one character all but the last are
  /// empty, and the last has all of it.
  private(set) var starts: [Int32] = []
  private(set) var ends: [Int32] = []
  private var position: Int32 = 0
  private var endsUnknown = false

  /// Empties the list.
  ///
  /// - Parameter start: Where the first piece starts: -1 for a space that is not in the text.
  mutating func reset(start: Int32) {
    ids.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    position = start
    endsUnknown = false
  }

  @inline(__always)
  mutating func add(_ id: Int32, length: Int) {
    ids.append(id)
    starts.append(position)
    position &+= Int32(truncatingIfNeeded: length)
    ends.append(position)
    endsUnknown = false
  }

  @inline(__always)
  mutating func addUnknown(_ id: Int32, length: Int) {
    if endsUnknown {
      position &+= Int32(truncatingIfNeeded: length)
      ends[ends.count &- 1] = position
    } else {
      add(id, length: length)
      endsUnknown = true
    }
  }

  @inline(__always)
  mutating func addCount(_ count: Int) -> Bool { false }
}

/// A piece that a model gave a run of bytes, or the unknown one.
struct PieceNode: Sendable {
  var id: Int32
  var length: Int32
}
