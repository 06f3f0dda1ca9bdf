/// Byte-pair encoding in its plainest form, which the fast engine is held to.
struct ReferenceBPE {
  let ranks: [[UInt8]: Int32]

  /// Merges the two neighbours whose join has the lowest rank, the leftmost of equals, until no join is a token.
  func encode(_ piece: [UInt8]) -> [Int32] {
    if let whole = ranks[piece] { return [whole] }
    var parts = piece.map { [$0] }
    while let best = lowestJoin(of: parts) {
      parts.replaceSubrange(best...best + 1, with: [parts[best] + parts[best + 1]])
    }
    return parts.map { ranks[$0] ?? -1 }
  }

  private func lowestJoin(of parts: [[UInt8]]) -> Int? {
    var best: (index: Int, rank: Int32)?
    for index in parts.indices.dropLast() {
      if let rank = ranks[parts[index] + parts[index + 1]], best.map({ rank < $0.rank }) ?? true {
        best = (index, rank)
      }
    }
    return best?.index
  }
}
