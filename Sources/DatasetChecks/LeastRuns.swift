/// The least hash of the runs in each of as many parts of the hashes' range as a sketch has numbers.
struct LeastRuns {
  private var least = [UInt64](repeating: .max, count: TextSketch.count)
  private var isEmpty = true

  /// Adds the runs of a message.
  mutating func add(_ words: [UInt64]) {
    if words.isEmpty { return }
    if words.count < 3 { return add(words[0], words.count > 1 ? words[1] : 0, 0) }
    for position in 2..<words.count { add(words[position - 2], words[position - 1], words[position]) }
  }

  private mutating func add(_ first: UInt64, _ second: UInt64, _ third: UInt64) {
    let hash = Mixing.mixed(
      first &* 0x9E37_79B9_7F4A_7C15 ^ second &* 0xC2B2_AE3D_27D4_EB4F ^ third &* 0x1656_67B1_9E37_79F9)
    let part = Int(hash >> 57)
    if hash < least[part] { least[part] = hash }
    isEmpty = false
  }

  /// The lowest bits of the least hashes; a part without one has those of another, the same for all sketches that have it.
  var numbers: [UInt16] {
    if isEmpty { return [] }
    return least.indices.map { part in
      var (from, attempt) = (part, UInt64(0))
      while least[from] == .max {
        attempt += 1
        from = Int(Mixing.mixed(UInt64(part) << 32 | attempt) >> 57)
      }
      return UInt16(truncatingIfNeeded: least[from])
    }
  }
}
