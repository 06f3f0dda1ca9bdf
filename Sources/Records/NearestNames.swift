/// Finds the names that a mistyped one may have meant.
enum NearestNames {
  /// The names at the smallest edit distance from `name`, nearest first; empty when none is near.
  ///
  /// Distances count inserted, removed and replaced bytes, after lowering ASCII letters.
  static func of(_ name: String, among names: [String]) -> [String] {
    // A name is an option of a person's; anything longer is not worth comparing.
    let typed = Array(name.lowercased().utf8.prefix(64))
    let allowed = max(2, typed.count / 3)
    return names.map { (name: $0, distance: distance(typed, Array($0.lowercased().utf8))) }
      .filter { $0.distance <= allowed }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .map(\.name)
  }

  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in 0..<right.count {
        let replaced = diagonal + (byte == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}
