import Synchronization

/// The table of counts that the workers of a tokenizer use at a time: what one of them has merged the others need not.
///
/// It begins small, as most inputs are short, and memory that nobody used before is dear. A table that turned many entries
/// down is followed by one of four times its size, with its entries; one of the largest size by an empty one, once it has
/// turned down as many as it holds: by then as much was merged for want of room as its entries cost.
final class SharedPreTokenCounts: Sendable {
  private let state = Mutex(State())
  private let firstLineBits: Int
  private let maximumLineBits: Int

  /// - Parameters:
  ///   - firstLineBits: The first table has two to this power lines.
  ///   - maximumLineBits: The largest has two to this power; a larger one brings little.
  init(firstLineBits: Int = 15, maximumLineBits: Int = 17) {
    self.firstLineBits = firstLineBits
    self.maximumLineBits = maximumLineBits
  }

  /// The table for a worker's next text.
  ///
  /// - Parameter own: The one that it used last, if any.
  @inline(__always)
  func table(after own: PreTokenCounts?) -> PreTokenCounts {
    if let own, hasRoom(own) { return own }
    return newestTable(after: own)
  }

  @inline(never)
  private func newestTable(after own: PreTokenCounts?) -> PreTokenCounts {
    let full = state.withLock { state -> PreTokenCounts? in
      guard let table = state.newest, !hasRoom(table), !state.isReplaced else { return nil }
      state.isReplaced = true
      return table
    }
    // Not under the lock: the other workers go on with the full one, whose entries are right.
    let following = full.map(successor)
    return state.withLock { state in
      if let following { state = State(newest: following) }
      let table = state.newest ?? PreTokenCounts(lineBits: firstLineBits)
      state.newest = table
      if let own, own.isSame(as: table) { return own }
      return table.forWorker
    }
  }

  @inline(__always)
  private func hasRoom(_ table: PreTokenCounts) -> Bool {
    let lineCount = 1 &<< table.lineBits
    let bound = table.lineBits < maximumLineBits ? lineCount &>> 3 : lineCount &* PreTokenCounts.entriesInLine
    return table.refusalCount < bound
  }

  private func successor(of table: PreTokenCounts) -> PreTokenCounts {
    if table.lineBits >= maximumLineBits { return PreTokenCounts(lineBits: table.lineBits) }
    return table.enlarged(lineBits: min(table.lineBits + 2, maximumLineBits))
  }

  private struct State {
    var newest: PreTokenCounts?
    /// Whether a worker makes the table that follows.
    var isReplaced = false
  }
}
