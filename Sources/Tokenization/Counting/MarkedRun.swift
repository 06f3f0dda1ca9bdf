/// Keeps the ids of tokens as they are found, and counts those before the marks.
struct MarkedRun: ~Copyable {
  private var run = IDRun()
  /// Where the next token starts in the text.
  private var position = 0
  private var marks: [Int] = []
  /// For each mark that was reached.
  private var counts: [Int] = []
  /// The first mark that was not reached.
  private var next = Int.max
  private var endsUnknown = false
  /// Whether no token went past a mark.
  private(set) var isClean = true

  /// Begins a text.
  ///
  /// - Parameter start: Where its first token starts: -1 for a space that is not in the text.
  mutating func reset(marks: [Int] = [], start: Int = 0) {
    run.removeAll()
    position = start
    counts.removeAll(keepingCapacity: true)
    self.marks = marks
    endsUnknown = false
    isClean = true
    next = marks.first ?? .max
    pass(tokenCount: 0, upTo: 0)
  }

  /// Appends what was found, unless a token went past a mark; returns whether none did. A mark behind the last token has all
  /// before it.
  mutating func append(to marked: inout MarkedIDs) -> Bool {
    if !isClean { return false }
    pass(tokenCount: run.count, upTo: .max)
    let first = marked.ids.count
    for count in counts { marked.counts.append(first + count) }
    run.append(to: &marked.ids)
    return true
  }

  /// Takes a token of the next `length` bytes.
  @inline(__always)
  mutating func add(_ id: Int32, length: Int) {
    run.append(id)
    position &+= length
    endsUnknown = false
    if position >= next { reach() }
  }

  @inline(never)
  private mutating func reach() {
    if position > next { isClean = false }
    pass(tokenCount: run.count, upTo: position)
  }

  /// Counts for the marks up to `position`.
  private mutating func pass(tokenCount: Int, upTo position: Int) {
    while counts.count < marks.count, marks[counts.count] <= position { counts.append(tokenCount) }
    next = counts.count < marks.count ? marks[counts.count] : .max
  }
}

extension MarkedRun: PieceSink {
  /// A run of unknown text is one token, which ends only where the next token begins.
  @inline(__always)
  mutating func addUnknown(_ id: Int32, length: Int) {
    if endsUnknown {
      // The token goes on: it was counted before a mark here, and stands for bytes behind it.
      if counts.last == run.count, run.count > 0 { isClean = false }
      position &+= length
      if position >= next { reach() }
    } else {
      add(id, length: length)
      endsUnknown = true
    }
  }
}

extension MarkedRun: TokenSink {
  @inline(__always)
  mutating func add(_ token: Int32, length: Int, of text: Span<UInt8>) { add(token, length: length) }
}
