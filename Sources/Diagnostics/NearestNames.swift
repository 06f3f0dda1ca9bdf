/// The names a user may have meant by one that is not known.
public struct NearestNames: Hashable, Sendable {
  /// The candidates, nearest first; names equally near stand in the order they were given in.
  public let names: [String]

  /// Finds the names nearest to `name`, whatever their case. Whether one name contains another is told from their letters
  /// and digits alone.
  ///
  /// - Parameters:
  ///   - name: What the user wrote.
  ///   - candidates: The names that exist.
  ///   - maximumCount: The most names to return.
  ///   - maximumDistance: The largest edit distance that still counts as near; `nil` for a third of the length of
  ///     `name`, at least 2. A candidate that contains `name`, or is contained in it, is always near when the shorter of
  ///     the two has 3 bytes or more.
  /// - Complexity: O(*n* · *m*) for each candidate, in the bytes of the two names.
  public init(to name: String, among candidates: [String], maximumCount: Int = 3, maximumDistance: Int? = nil) {
    let wanted = Self.foldedBytes(name)
    let bound = maximumDistance ?? max(2, wanted.count / 3)
    var near: [(name: String, isContained: Bool, distance: Int, order: Int)] = []
    for (order, candidate) in candidates.enumerated() {
      let bytes = Self.foldedBytes(candidate)
      let distance = Self.distance(wanted, bytes)
      let shorter = min(wanted.count, bytes.count)
      let isContained = shorter >= 3 && (Self.contains(bytes, wanted) || Self.contains(wanted, bytes))
      if distance <= bound || isContained { near.append((candidate, isContained, distance, order)) }
    }
    // What is a slip of the pen away, then what was named in part, then the rest.
    let slip = max(2, wanted.count / 3)
    near.sort { left, right in
      let ranks = [left, right].map { $0.distance <= slip ? 0 : $0.isContained ? 1 : 2 }
      return (ranks[0], left.distance, left.order) < (ranks[1], right.distance, right.order)
    }
    names = near.prefix(max(0, maximumCount)).map(\.name)
  }

  /// `did you mean "a", "b" or "c"?`, or `nil` when no name is near.
  public var question: String? {
    guard let last = names.last else { return nil }
    let others = names.dropLast().map { "\"\($0)\"" }.joined(separator: ", ")
    return others.isEmpty ? "did you mean \"\(last)\"?" : "did you mean \(others) or \"\(last)\"?"
  }

  /// The least number of insertions, deletions, replacements and swaps of neighbours that turn one byte string into the
  /// other, where no byte is touched twice.
  ///
  /// - Complexity: O(*n* · *m*) time and O(*m*) memory.
  /// - Source: the optimal string alignment distance (Damerau 1964, restricted as by Wagner and Fischer 1974).
  public static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for (row, byte) in first.enumerated() {
      var current = [row + 1]
      current.reserveCapacity(second.count + 1)
      for (column, other) in second.enumerated() {
        var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
        if row > 0, column > 0, byte == second[column - 1], first[row - 1] == other {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }

  private static func foldedBytes(_ name: String) -> [UInt8] {
    name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  /// Letters, digits and all beyond ASCII.
  private static func wordBytes(_ bytes: [UInt8]) -> [UInt8] {
    bytes.filter { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 >= 0x80 }
  }

  private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    let (bytes, part) = (wordBytes(bytes), wordBytes(part))
    guard !part.isEmpty, part.count <= bytes.count else { return false }
    for start in 0...(bytes.count - part.count) where bytes[start..<(start + part.count)].elementsEqual(part) {
      return true
    }
    return false
  }
}
