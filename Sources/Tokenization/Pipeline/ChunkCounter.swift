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
  /// May go at the start of a chunk.
  private static let dropped: UInt8 = 8

  private var neighbours: ChunkNeighbours
  /// For each byte its flags: those of its neighbours for ASCII, and `dropped`.
  private let flags = ByteFlags()
  private var cuts: CutBytes
  /// For each `ChunkPlace` its chunks.
  private var counts: [ChunkCounts]
  private let pending = PendingChunks()

  /// - Parameters:
  ///   - cutBytes: The bytes that text may be cut before, if their neighbours allow it.
  ///   - droppedBytes: Those of them that a chunk may lose at its start, unless it is that of a text.
  ///   - counts: What the workers of one tokenizer share.
  init(_ neighbours: ChunkNeighbours, cutBytes: [UInt8], droppedBytes: [UInt8], counts: SharedChunkCounts) {
    self.neighbours = neighbours
    for byte in UInt8(0)..<0x80 { flags[byte] = neighbours.ascii[Int(byte)] & ~Self.dropped }
    for byte in droppedBytes { flags[byte] |= Self.dropped }
    cuts = CutBytes(cutBytes)
    self.counts = [
      ChunkCounts(counts.continuing, longBits: 17), ChunkCounts(counts.textStart, longBits: 10),
      ChunkCounts(counts.partStart, longBits: 10),
    ]
  }

  /// Returns how many tokens `text` has, which is well-formed UTF-8.
  ///
  /// - Parameters:
  ///   - place: What stands before it; `continuing` where that makes no difference.
  ///   - count: Counts the tokens of a chunk that is not known.
  mutating func count(
    _ text: Span<UInt8>, _ place: ChunkPlace, by count: (Span<UInt8>, ChunkPlace) throws -> Int
  ) throws -> Int {
    if text.count == 0 { return 0 }
    cuts.begin(text)
    for place in counts.indices { counts[place].begin() }
    let short = counts[0].short
    var start = 0
    var total = 0
    if place != .continuing {
      start = end(from: 0, in: text)
      total = try self.count(text, 0, start, keyStart: 0, place, by: count)
    }
    while start < text.count {
      let first = start
      var pendingCount = 0
      while start < text.count, pendingCount < PendingChunks.capacity {
        var next = PendingChunks.Chunk()
        next.end = end(from: start, in: text)
        next.keyStart = keyStart(start, next.end, in: text)
        let length = next.end &- next.keyStart
        if length &- 1 < TokenKey.maximumInlineLength, length > 0 {
          next.key = TokenKey(text.bytes, start: next.keyStart, length: length)
          next.line = short.line(of: next.key)
          short.prefetch(next.line)
        }
        start = next.end
        pending[pendingCount] = next
        pendingCount &+= 1
      }
      total &+= try look(up: pendingCount, in: short, from: first, text, by: count)
    }
    return total
  }

  /// Adds up the pending chunks.
  @inline(__always)
  private mutating func look(
    up pendingCount: Int, in short: PreTokenCounts, from first: Int, _ text: Span<UInt8>,
    by count: (Span<UInt8>, ChunkPlace) throws -> Int
  ) throws -> Int {
    var total = 0
    var start = first
    for place in 0..<pendingCount {
      let next = pending[place]
      let found = next.line >= 0 ? short.count(of: next.key, in: next.line) : 0
      if found > 0 {
        total &+= found
      } else if next.keyStart < next.end {
        total &+= try self.count(text, start, next.end, keyStart: next.keyStart, .continuing, by: count)
      }
      start = next.end
    }
    return total
  }

  /// Counts the tokens of one chunk.
  @inline(never)
  private mutating func count(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, keyStart: Int, _ place: ChunkPlace,
    by count: (Span<UInt8>, ChunkPlace) throws -> Int
  ) throws -> Int {
    try counts[place.rawValue].count(text, keyStart, end) { try count(text.extracting(start..<end), place) }
  }

  /// Where a chunk begins without the bytes that may go; its end for one that has nothing else.
  @inline(__always)
  private mutating func keyStart(_ start: Int, _ end: Int, in text: Span<UInt8>) -> Int {
    let bytes = text.bytes
    var position = start
    while position < end, flags[bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)] & Self.dropped != 0 {
      position &+= 1
    }
    // What follows them must not join them.
    if position == end || bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self) < 0x80 { return position }
    return beginsAnew(position, in: text) ? position : start
  }

  @inline(never)
  private mutating func beginsAnew(_ position: Int, in text: Span<UInt8>) -> Bool {
    neighbours.flags(of: UTF8Text.scalar(at: position, of: text).0) & ChunkNeighbours.right != 0
  }

  /// The end of the chunk that begins at `start`.
  @inline(__always)
  private mutating func end(from start: Int, in text: Span<UInt8>) -> Int {
    while true {
      let position = cuts.next(in: text)
      if position == text.count || isCut(position, after: start, in: text) { return position }
    }
  }

  @inline(__always)
  private mutating func isCut(_ position: Int, after start: Int, in text: Span<UInt8>) -> Bool {
    if position &- start >= 2, position &+ 2 <= text.count {
      // The usual case: ASCII on all sides.
      let around = text.bytes.unsafeLoadUnaligned(fromByteOffset: position &- 2, as: UInt32.self)
      if around & 0x8080_8080 == 0 {
        let left = flags[text.bytes.unsafeLoad(fromByteOffset: position &- 1, as: UInt8.self)]
        let right = flags[text.bytes.unsafeLoad(fromByteOffset: position &+ 1, as: UInt8.self)]
        return left & ChunkNeighbours.left != 0 && right & ChunkNeighbours.right != 0
      }
    }
    return isCutBesideOthers(position, after: start, in: text)
  }

  @inline(never)
  private mutating func isCutBesideOthers(_ position: Int, after start: Int, in text: Span<UInt8>) -> Bool {
    let left = character(before: position, after: start, in: text)
    if flags(at: left, in: text) & ChunkNeighbours.left == 0 { return false }
    if left > start {
      let before = character(before: left, after: start, in: text)
      if text[before] >= 0x80, flags(at: before, in: text) & ChunkNeighbours.before == 0 { return false }
    }
    return position &+ 1 >= text.count || flags(at: position &+ 1, in: text) & ChunkNeighbours.right != 0
  }

  /// Where the character begins that ends at `end`.
  @inline(__always)
  private func character(before end: Int, after start: Int, in text: Span<UInt8>) -> Int {
    var place = end &- 1
    while place > start, UTF8Text.isContinuation(text[place]) { place &-= 1 }
    return place
  }

  @inline(__always)
  private mutating func flags(at position: Int, in text: Span<UInt8>) -> UInt8 {
    let (scalar, _) = UTF8Text.scalar(at: position, of: text)
    return scalar < 0x80 ? flags[UInt8(truncatingIfNeeded: scalar)] : neighbours.flags(of: scalar)
  }
}
