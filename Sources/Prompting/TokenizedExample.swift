/// A rendered prompt as the model reads it: token ids, the bytes of each, and which are trained.
public struct TokenizedExample: Hashable, Sendable {
  /// Token ids, in order.
  public var ids: [Int32]
  /// For each token the bytes of the rendered text that it stands for, `starts[i]..<ends[i]`; several tokens can share
  /// the bytes of one character. Both are empty where the bytes were not asked for.
  public var starts: [Int32]
  public var ends: [Int32]
  /// The token positions that are trained, as ascending, disjoint, non-empty ranges.
  public var lossRanges: [Range<Int>]

  public init(ids: [Int32], starts: [Int32], ends: [Int32], lossRanges: [Range<Int>]) {
    self.ids = ids
    self.starts = starts
    self.ends = ends
    self.lossRanges = lossRanges
  }

  /// The length, in tokens.
  public var count: Int { ids.count }

  /// How many tokens are trained.
  public var lossTokenCount: Int { lossRanges.reduce(0) { $0 + $1.count } }

  /// For each token whether it is trained.
  public var lossMask: [Bool] {
    var mask = [Bool](repeating: false, count: ids.count)
    for range in lossRanges {
      for position in range { mask[position] = true }
    }
    return mask
  }
}
