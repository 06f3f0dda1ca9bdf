/// Fills one row as full as can be from a few examples: the longest of them, and the best choice of the others.
///
/// - Source: the minimum bin slack heuristic of J. N. D. Gupta and J. C. Ho (1999), its search cut short at a number of
///   choices.
struct RowFilling {
  /// How many choices are looked at for one row.
  private static let maximumChoices = 3_000

  /// The lengths at hand, falling, and for each place the sum from there on.
  private let lengths: [Int]
  private let sums: [Int]
  private let segmentLimit: Int
  private var chosen: [Int] = []
  private var filled = 0
  private var best: [Int] = []
  private var bestFilled = 0
  private var choicesLeft = RowFilling.maximumChoices

  /// The places in `lengths`, which fall and are not empty, of the examples for the row; the first is among them.
  static func choice(from lengths: [Int], room: Int, segmentLimit: Int) -> [Int] {
    var filling = RowFilling(lengths, segmentLimit: segmentLimit)
    filling.take(0, room: room)
    return filling.best
  }

  private init(_ lengths: [Int], segmentLimit: Int) {
    self.lengths = lengths
    self.segmentLimit = segmentLimit
    var sums = lengths
    for place in lengths.indices.dropLast().reversed() { sums[place] += sums[place + 1] }
    self.sums = sums
  }

  /// Takes an example, tries all that may follow it, and puts it back.
  private mutating func take(_ place: Int, room: Int) {
    choicesLeft -= 1
    chosen.append(place)
    filled += lengths[place]
    if filled > bestFilled { (best, bestFilled) = (chosen, filled) }
    if chosen.count < segmentLimit { tryRest(from: place + 1, room: room) }
    filled -= lengths[place]
    chosen.removeLast()
  }

  private mutating func tryRest(from start: Int, room: Int) {
    var place = start
    while place < lengths.count, choicesLeft > 0, bestFilled < room {
      if filled + sums[place] <= bestFilled { return }
      let length = lengths[place]
      if filled + length <= room { take(place, room: room) }
      // Another example of the same length would give the same rows again.
      repeat { place += 1 } while place < lengths.count && lengths[place] == length
    }
  }
}
