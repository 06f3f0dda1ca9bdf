/// Finds the best path of pieces through a text, by the running sums of the reference: 32-bit floats that are summed over
/// the whole text, and near-ties are decided by how they round.
///
/// - Source: `Model::EncodeOptimized` of sentencepiece 0.2.3.
struct UnigramLattice {
  /// Above this many bytes the scratch memory is given back after use.
  private static let maximumKeptLength = 1 << 20
  /// Beyond this the reference takes the sum at hand off all sums.
  static let resetThreshold: Float = 100_000

  /// What is known of the best way to a place.
  private struct Place {
    var score: Float = 0
    /// -2 when no path comes here.
    var id: Int32 = -2
    var length: Int32 = 0
  }

  private var places: [Place] = []

  /// Appends the pieces of `text[start..<end]` to `nodes`, the unknown one for each character that no piece writes.
  ///
  /// - Parameter sum: The running sum at `start`; becomes that at `end`.
  /// - Complexity: O(*n* *m*) for *n* bytes and pieces of up to *m* bytes.
  mutating func encode(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, model: borrowing SentenceUnigram, sum: inout Float,
    into nodes: inout [PieceNode]
  ) {
    let count = end - start
    places.removeAll(keepingCapacity: true)
    places.append(contentsOf: repeatElement(Place(), count: count + 1))
    places[0].score = sum
    Self.walk(text, start, end, model, &places)
    sum = places[count].score
    let first = nodes.count
    var offset = count
    while offset > 0 {
      let place = places[offset]
      nodes.append(PieceNode(id: place.id, length: place.length))
      offset -= Int(place.length)
    }
    nodes[first...].reverse()
    if count > Self.maximumKeptLength { places = [] }
  }

  private static func walk(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ model: borrowing SentenceUnigram, _ places: inout [Place]
  ) {
    var places = places.mutableSpan
    let scores = model.scores.span
    var frontier = 0
    var position = start
    while position < end {
      let from = position &- start
      if abs(places[from].score) > resetThreshold { reset(&places, from, frontier) }
      let sum = places[from].score
      let characterEnd = position &+ (text[position] < 0x80 ? 1 : UTF8Text.scalar(at: position, of: text).length)
      var hasCharacter = false
      var step = model.trie.first(text[position])
      var next = position &+ 1
      while step.node >= 0 {
        if step.value >= 0 {
          take(
            &places, next &- start, step.value, next &- position, sum + scores[Int(step.value) &+ 1], &frontier)
          if next == characterEnd { hasCharacter = true }
        }
        if next == end { break }
        step = model.trie.next(from: step.node, text[next])
        next &+= 1
      }
      if !hasCharacter {
        take(
          &places, characterEnd &- start, model.inventory.unknownID, characterEnd &- position, sum + model.unknownScore,
          &frontier)
      }
      position = characterEnd
    }
  }

  /// Takes a way to a place when it is the first or better than the one before.
  @inline(__always)
  private static func take(
    _ places: inout MutableSpan<Place>, _ place: Int, _ id: Int32, _ length: Int, _ score: Float, _ frontier: inout Int
  ) {
    frontier = max(frontier, place)
    if places[place].id == -2 || score > places[place].score {
      places[place] = Place(score: score, id: id, length: Int32(truncatingIfNeeded: length))
    }
  }

  private static func reset(_ places: inout MutableSpan<Place>, _ from: Int, _ frontier: Int) {
    let sum = places[from].score
    places[from].score -= sum
    var place = from + 1
    while place <= frontier {
      if places[place].id != -2 { places[place].score -= sum }
      place += 1
    }
  }
}
