/// Finds the best path through a segment and up to which running sum it is proved to be the reference's.
///
/// Sums are 64-bit floats here, which are exact for what a segment holds, near enough for the slack below. Let *S* be the
/// reference's running sum where the segment starts, *X(v)* the exact score of the best way to a place *v* of the segment,
/// *R* the greatest |score| of any way that is looked at, and *n* the number of characters, so that no way has more steps.
///
/// The reference's sum at *v* differs from *S* + *X(v)* by at most *E* = *n* · 2⁻²⁴ · (|*S*| + *R*) · (1 + ε): the best of
/// some numbers is off by no more than the most that one of them is off, and each step adds the rounding of one sum, half
/// a unit in the last place of a number of at most |*S*| + *R* + *E*. So where the best way into a place is ahead of the
/// next by more than 2 *E*, the reference takes it too. The path is made of the ways into its own places alone; with *m*
/// the least lead among them it is the reference's when *n* · 2⁻²³ · (|*S*| + *R*) · (1 + ε) < *m*, that is for |*S*|
/// below *m* · 2²³ / (*n* (1 + ε)) − *R*. The *limit* is that number, less where sums would come near the reference's
/// threshold, beyond which it shifts them. It is not above zero where two ways tie.
struct UnigramMargin {
  /// The longest segment.
  static let maximumLength = 15
  private static let slack = 1.01

  private struct Place {
    var score = 0.0
    /// How far the best way is ahead of the next.
    var lead = Double.infinity
    /// -2 when no path comes here.
    var id: Int32 = -2
    var length: Int32 = 0
  }

  private var places = [Place](repeating: Place(), count: maximumLength + 1)
  private var greatest = 0.0

  /// Makes `nodes` the best path through `text[start..<end]`, and returns the limit of |*S*|.
  ///
  /// - Complexity: O(*n* *m*) for *n* bytes and pieces of up to *m* bytes.
  mutating func encode(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, model: borrowing SentenceUnigram, into nodes: inout [PieceNode]
  ) -> Float {
    for place in 0...end - start { places[place] = Place() }
    greatest = 0
    var characterCount = 0
    var position = start
    while position < end {
      characterCount += 1
      let sum = places[position - start].score
      let characterEnd = position + UTF8Text.scalar(at: position, of: text).length
      var hasCharacter = false
      var step = model.trie.first(text[position])
      var next = position + 1
      while step.node >= 0 {
        if step.value >= 0 {
          take(next - start, step.value, next - position, sum + Double(model.score(of: step.value)))
          if next == characterEnd { hasCharacter = true }
        }
        if next == end { break }
        step = model.trie.next(from: step.node, text[next])
        next += 1
      }
      if !hasCharacter {
        take(
          characterEnd - start, model.inventory.unknownID, characterEnd - position, sum + Double(model.unknownScore))
      }
      position = characterEnd
    }
    nodes.removeAll(keepingCapacity: true)
    var lead = Double.infinity
    var offset = end - start
    while offset > 0 {
      let place = places[offset]
      nodes.append(PieceNode(id: place.id, length: place.length))
      lead = min(lead, place.lead)
      offset -= Int(place.length)
    }
    nodes.reverse()
    let proved = lead * 0x1p23 / (Double(characterCount) * Self.slack) - greatest
    let limit = min(proved, Double(UnigramLattice.resetThreshold) * 0.99 - greatest)
    // A number that is none compares as not below, and so proves nothing.
    return Float(limit * 0.999)
  }

  private mutating func take(_ index: Int, _ id: Int32, _ length: Int, _ score: Double) {
    greatest = max(greatest, abs(score))
    let place = places[index]
    if place.id == -2 {
      places[index] = Place(score: score, id: id, length: Int32(truncatingIfNeeded: length))
    } else if score > place.score {
      places[index] = Place(
        score: score, lead: score - place.score, id: id, length: Int32(truncatingIfNeeded: length))
    } else {
      places[index].lead = min(place.lead, place.score - score)
    }
  }
}
