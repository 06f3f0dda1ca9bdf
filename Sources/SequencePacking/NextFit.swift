/// Examples in input order, each into the row of the one before, or into a new one where it has no room there.
enum NextFit {
  /// The row of each example.
  ///
  /// - Parameter lengths: The examples' lengths in tokens, each in `1...contextLength`.
  static func assignments(lengths: [Int32], rules: PackingRules) -> [Int32] {
    var row: Int32 = -1
    var room = 0
    var segmentsLeft = 0
    return lengths.map { length in
      if segmentsLeft == 0 || room < Int(length) {
        row += 1
        room = rules.contextLength
        segmentsLeft = rules.segmentLimit
      }
      room -= Int(length)
      segmentsLeft -= 1
      return row
    }
  }
}
