import Algorithms

/// The runs of a vignette that has too many to measure them all, those first that are expected to come closest to the
/// budget.
///
/// First come runs that start at the first removable sentence (all of them, or as many, evenly spread, as half the limit
/// allows). The tokens that any run removes are then estimated as the difference of two of these, and between those
/// that were measured by the bytes. For each start follow the ends around the one where the estimate reaches the
/// excess: round after round, each from the run whose estimate is closest to it.
struct NearestCuts: CutOrder {
  private let removableCount: Int
  private let excess: Int
  private let tokensBefore: Int
  /// For each end from 1 the byte offset of the sentence there, so that `bytes[end] - bytes[start]` is a run's size.
  private let bytes: [Int]
  /// For each end from 1 the tokens removed by `1..<end`: measured, or estimated once all samples are measured.
  private var removed: [Int]
  /// The ends of the runs `1..<end` that are measured, ascending.
  private let sampledEnds: [Int]
  private var nextSample = 0
  /// For each start from 1 the first end at which the estimate reaches the excess, or one past the last end.
  private var crossing: [Int] = []
  /// The runs still to give of this round, the nearest last.
  private var pending: [Range<Int>] = []
  private var round = 0
  private let labels: LabelledSentences
  /// How many pairs of sentences may still be looked at.
  private var pairsLeft: Int

  /// - Parameters:
  ///   - labels: A run may go where what stays keeps its labels.
  ///   - maximumPairs: How many runs are looked at, whether they may go or not.
  init(
    sentences: [Range<Int>], labels: LabelledSentences, tokensBefore: Int, budget: Int, maximumMeasured: Int,
    maximumPairs: Int
  ) {
    self.labels = labels
    pairsLeft = maximumPairs
    removableCount = max(0, sentences.count - 2)
    excess = tokensBefore - budget
    self.tokensBefore = tokensBefore
    bytes = sentences.map(\.lowerBound)
    removed = [Int](repeating: 0, count: sentences.count)
    let sampleCount = min(removableCount, max(1, maximumMeasured / 2))
    sampledEnds = Self.spread(sampleCount, over: removableCount)
  }

  /// `count` ends in `2...total + 1`, evenly spread, the last among them.
  private static func spread(_ count: Int, over total: Int) -> [Int] {
    if count <= 0 { return [] }
    return (1...count).map { 1 + ($0 * total + count - 1) / count }
  }

  mutating func next() -> Range<Int>? {
    if nextSample < sampledEnds.count {
      nextSample += 1
      return 1..<sampledEnds[nextSample - 1]
    }
    if crossing.isEmpty { estimate() }
    while pending.isEmpty {
      // Offsets 0, 1, -1, 2, -2, … reach every end within 2 · removableCount + 3 rounds.
      if round > 2 * removableCount + 3 || pairsLeft <= 0 { return nil }
      pairsLeft -= removableCount
      pending = runs(ofRound: round)
      round += 1
    }
    return pending.removeLast()
  }

  mutating func learn(tokenCount: Int, afterRemoving run: Range<Int>) {
    if run.lowerBound == 1 && crossing.isEmpty { removed[run.upperBound] = tokensBefore - tokenCount }
  }

  /// Fills the gaps between the samples by bytes, makes the estimate rise, and finds where it reaches the excess.
  private mutating func estimate() {
    var low = 1
    for high in sampledEnds {
      let byteCount = max(1, bytes[high] - bytes[low])
      for end in low + 1..<high {
        removed[end] = removed[low] + (removed[high] - removed[low]) * (bytes[end] - bytes[low]) / byteCount
      }
      low = high
    }
    for end in 2..<removableCount + 2 { removed[end] = max(removed[end], removed[end - 1]) }
    crossing = [1]
    var end = 2
    for start in 1..<removableCount + 1 {
      end = max(end, start + 1)
      while end <= removableCount + 1 && removed[end] - removed[start] < excess { end += 1 }
      crossing.append(end)
    }
  }

  private func runs(ofRound round: Int) -> [Range<Int>] {
    let offset = round % 2 == 1 ? (round + 1) / 2 : -(round / 2)
    var runs: [(distance: Int, run: Range<Int>)] = []
    for start in 1..<removableCount + 1 {
      let end = crossing[start] + offset
      if end <= start || end > removableCount + 1 || (start == 1 && isSampled(end)) { continue }
      if !labels.allowsRemoval(of: start..<end) { continue }
      runs.append((abs(removed[end] - removed[start] - excess), start..<end))
    }
    runs.sort { ($0.distance, $0.run.lowerBound) > ($1.distance, $1.run.lowerBound) }
    return runs.map(\.run)
  }

  private func isSampled(_ end: Int) -> Bool {
    let index = sampledEnds.partitioningIndex { $0 >= end }
    return index < sampledEnds.count && sampledEnds[index] == end
  }
}
