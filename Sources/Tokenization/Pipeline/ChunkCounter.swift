/// What stands before a chunk of a text.
enum ChunkPlace: Int {
  /// Another chunk.
  case continuing
  /// Nothing.
  case textStart
  /// A special token.
  case partStart

  static func start(isOfText: Bool) -> ChunkPlace { isOfText ? .textStart : .partStart }
}

/// Counts the tokens of texts chunk by chunk, most of which were met before: one worker's.
struct ChunkCounter {
  private var neighbours: ChunkNeighbours
  /// For each byte whether text may be cut before it.
  private let mayCut: [Bool]
  /// For each `ChunkPlace` its chunks.
  private var counts: [ChunkCounts]

  init(_ neighbours: ChunkNeighbours, cutBytes: [UInt8]) {
    self.neighbours = neighbours
    var mayCut = [Bool](repeating: false, count: 256)
    for byte in cutBytes { mayCut[Int(byte)] = true }
    self.mayCut = mayCut
    counts = [ChunkCounts(indexBits: 18), ChunkCounts(indexBits: 12), ChunkCounts(indexBits: 12)]
  }

  /// Returns how many tokens `text` has, which is well-formed UTF-8.
  ///
  /// - Parameters:
  ///   - place: What stands before it.
  ///   - count: Counts the tokens of a chunk that is not known.
  mutating func count(
    _ text: Span<UInt8>, _ place: ChunkPlace, by count: (Span<UInt8>, ChunkPlace) throws -> Int
  ) throws -> Int {
    let bytes = text.bytes
    var total = 0
    var start = 0
    var place = place
    while start < text.count {
      let end = end(from: start, in: text)
      if end &- start <= ChunkCounts.maximumLength {
        var found = counts[place.rawValue].count(of: bytes, start, end)
        if found < 0 {
          found = try count(text.extracting(start..<end), place)
          counts[place.rawValue].insert(found, of: bytes, start, end)
        }
        total &+= found
      } else {
        total &+= try count(text.extracting(start..<end), place)
      }
      place = .continuing
      start = end
    }
    return total
  }

  /// The end of the chunk that begins at `start`.
  @inline(__always)
  private mutating func end(from start: Int, in text: Span<UInt8>) -> Int {
    var position = start &+ 1
    while position < text.count {
      if mayCut[Int(text[position])], isCut(position, after: start, in: text) { return position }
      position &+= 1
    }
    return position
  }

  @inline(__always)
  private mutating func isCut(_ position: Int, after start: Int, in text: Span<UInt8>) -> Bool {
    let left = text[position &- 1]
    // The usual case: ASCII on all sides.
    if left < 0x80, position &- 2 < start || text[position &- 2] < 0x80 {
      guard neighbours.ascii[Int(left)] & ChunkNeighbours.left != 0 else { return false }
      if position &+ 1 >= text.count { return true }
      let right = text[position &+ 1]
      if right < 0x80 { return neighbours.ascii[Int(right)] & ChunkNeighbours.right != 0 }
    }
    return isCutBesideOthers(position, after: start, in: text)
  }

  @inline(never)
  private mutating func isCutBesideOthers(_ position: Int, after start: Int, in text: Span<UInt8>) -> Bool {
    var place = position
    for wanted in [ChunkNeighbours.left, ChunkNeighbours.before] where place > start {
      place &-= 1
      while place > start, UTF8Text.isContinuation(text[place]) { place &-= 1 }
      if neighbours.flags(of: UTF8Text.scalar(at: place, of: text).0) & wanted == 0 { return false }
    }
    if position &+ 1 >= text.count { return true }
    let right = UTF8Text.scalar(at: position &+ 1, of: text).0
    return neighbours.flags(of: right) & ChunkNeighbours.right != 0
  }
}
