/// Keeps the ids of tokens as they are found, and counts those before the marks.
struct MarkedRun: ~Copyable {
  private var run = IDRun()
  /// Where the next token starts in the text.
  private var position = 0
  private var progress = MarkProgress()
  private var endsUnknown = false

  /// Begins a text.
  ///
  /// - Parameter start: Where its first token starts: -1 for a space that is not in the text.
  mutating func reset(marks: TextMarks = TextMarks(), start: Int = 0) {
    run.removeAll()
    position = start
    progress = MarkProgress(marks)
    endsUnknown = false
  }

  /// Appends what was found, unless a token went past a mark; returns whether none did.
  mutating func append(to marked: inout MarkedIDs) -> Bool {
    if !progress.isClean { return false }
    progress.finish(tokenCount: run.count)
    let first = marked.ids.count
    for count in progress.counts { marked.counts.append(first + count) }
    run.append(to: &marked.ids)
    return true
  }

  /// Takes a token of the next `length` bytes.
  @inline(__always)
  mutating func add(_ id: Int32, length: Int) {
    run.append(id)
    position &+= length
    endsUnknown = false
    if position >= progress.next { progress.reach(position, tokenCount: run.count) }
  }
}

extension MarkedRun: PieceSink {
  /// A run of unknown text is one token, which ends only where the next token begins.
  @inline(__always)
  mutating func addUnknown(_ id: Int32, length: Int) {
    if endsUnknown {
      // The token goes on: before a mark that was reached with it, it is no longer.
      if progress.counts.last == run.count { progress.isClean = false }
      position &+= length
      if position >= progress.next { progress.reach(position, tokenCount: run.count) }
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
