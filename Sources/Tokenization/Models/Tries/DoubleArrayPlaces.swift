/// The free places of a double array, in a list by their indices.
struct DoubleArrayPlaces {
  /// How many free places are looked at for children that stand side by side, before new ones are made.
  private static let maximumTries = 48

  /// By place the next free one and the one before it, -1 at the ends; -2 marks a taken place.
  private var next: [Int32] = []
  private var previous: [Int32] = []
  private var first: Int32 = -1
  private var last: Int32 = -1

  /// How many places there are.
  var count: Int { next.count }

  init(count: Int) {
    grow(to: count)
  }

  mutating func take(_ place: Int) {
    let (before, after) = (previous[place], next[place])
    if before >= 0 { next[Int(before)] = after } else { first = after }
    if after >= 0 { previous[Int(after)] = before } else { last = before }
    next[place] = -2
  }

  /// Takes the places of children, and returns their base, which is at least 1. Any byte leads to a place from it.
  ///
  /// - Parameter labels: The bytes of the children, not empty.
  mutating func base(for labels: [Int]) -> Int {
    var base = 0
    var place = first
    var tries = 0
    while place >= 0, tries < Self.maximumTries {
      let found = Int(place) - labels[0]
      if found > 0, labels.allSatisfy({ found + $0 >= count || next[found + $0] != -2 }) {
        base = found
        break
      }
      place = next[Int(place)]
      tries += 1
    }
    if base == 0 { base = max(1, count - 255) }
    while !labels.allSatisfy({ base + $0 >= count || next[base + $0] != -2 }) { base += 1 }
    grow(to: base + 256)
    for label in labels { take(base + label) }
    // A place that was passed over many times is hardly ever fit.
    if tries == Self.maximumTries { dropFirst(Self.maximumTries / 4) }
    return base
  }

  private mutating func dropFirst(_ number: Int) {
    for _ in 0..<number where first >= 0 { take(Int(first)) }
  }

  private mutating func grow(to count: Int) {
    while next.count < count {
      let place = Int32(truncatingIfNeeded: next.count)
      if last >= 0 { next[Int(last)] = place } else { first = place }
      next.append(-1)
      previous.append(last)
      last = place
    }
  }
}
