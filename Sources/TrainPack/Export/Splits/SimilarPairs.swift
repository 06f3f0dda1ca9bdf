import DatasetChecks
import ShardExport

/// Pairs of examples whose text is similar, by their sketches.
///
/// Examples that have a band in common are compared: in a few by pairs, in many each with those next to it. Which pairs are
/// found does not depend on the order of the examples.
///
/// Memory: 16 bytes an example. Time: O(*n* log *n*) for each band.
struct SimilarPairs {
  /// So many examples that share a band are compared by pairs; more of them with so many others each.
  private static let neighbourCount = 32

  let entries: [SplitPlan.Entry]

  /// Calls `body` with two similar examples; with some more than once.
  func forEach(_ body: (Int, Int) -> Void) {
    let known = entries.indices.filter { !entries[$0].marks.sketch.isEmpty }
    for band in 0..<TextSketch.bandCount {
      let keys = known.map { (key: entries[$0].marks.sketch.key(ofBand: band), example: $0) }
        .sorted { $0 < $1 }
      var start = 0
      while start < keys.count {
        let end = keys[start...].firstIndex { $0.key != keys[start].key } ?? keys.count
        if end - start > 1 { compare(keys[start..<end].map(\.example), body) }
        start = end
      }
    }
  }

  private func compare(_ members: [Int], _ body: (Int, Int) -> Void) {
    let members = members.sorted { (entries[$0].recordSum, $0) < (entries[$1].recordSum, $1) }
    for (position, member) in members.enumerated() {
      for other in members[max(0, position - Self.neighbourCount)..<position]
      where entries[member].marks.sketch.isSimilar(to: entries[other].marks.sketch) {
        body(other, member)
      }
    }
  }
}
