import Synchronization

/// The table of counts that the workers of a tokenizer use at a time: what one of them has merged the others need not.
///
/// It begins small, as most inputs are short, and memory that nobody used before is dear. A table that turned many entries
/// down is followed by one of four times its size, with its entries; one of the largest size by an empty one, once it has
/// turned down as many as it holds: by then as much was merged for want of room as its entries cost.
final class SharedPreTokenCounts: Sendable {
  private let newest = Mutex<PreTokenCounts?>(nil)
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
    newest.withLock { newest in
      if let table = newest, hasRoom(table) { return table.forWorker }
      let table = newest.map(successor) ?? PreTokenCounts(lineBits: firstLineBits)
      newest = table
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
    let larger = PreTokenCounts(lineBits: min(table.lineBits + 2, maximumLineBits))
    table.copy(to: larger)
    return larger
  }
}
