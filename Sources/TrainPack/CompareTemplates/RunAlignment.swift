/// Which run of one rendering stands for which of the other: the runs that both begin with, and those that both end with;
/// what is between these cannot be paired.
struct RunAlignment {
  /// The runs at the beginning that are of the same things.
  let leading: Int
  /// The runs at the end that are of the same things.
  let trailing: Int
  /// Whether every run has its counterpart.
  let isWhole: Bool

  /// - Complexity: O(*n*) in the runs.
  init(_ a: RenderedRuns, _ b: RenderedRuns) {
    let fewest = min(a.runs.count, b.runs.count)
    var leading = 0
    while leading < fewest, a.runs[leading].key == b.runs[leading].key { leading += 1 }
    var trailing = 0
    while trailing < fewest - leading,
      a.runs[a.runs.count - 1 - trailing].key == b.runs[b.runs.count - 1 - trailing].key
    { trailing += 1 }
    self.leading = leading
    self.trailing = trailing
    isWhole = leading == a.runs.count && leading == b.runs.count
  }
}
