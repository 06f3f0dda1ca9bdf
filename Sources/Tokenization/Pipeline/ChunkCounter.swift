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
  /// May be cut before, if its neighbours allow it.
  private static let cut: UInt8 = 8

  private var neighbours: ChunkNeighbours
  /// For each byte its flags: those of its neighbours for ASCII, and `cut`.
  private let flags: [UInt8]
  /// The bytes that text may be cut before, eight times each.
  private let cutWords: (UInt64, UInt64)
  /// For each `ChunkPlace` its chunks.
  private let counts: [ChunkCounts]
  /// The chunks that were cut and not yet looked up.
  private var pending = [Pending](repeating: Pending(), count: Pending.atOnce)

  private struct Pending {
    /// How many are cut before they are looked up.
    static let atOnce = 32

    var end = 0
    /// Where its entry is; -1 for a chunk of more than 15 bytes.
    var index = -1
    var key = TokenKey(low: 0, high: 0)
  }

  init(_ neighbours: ChunkNeighbours, cutBytes: [UInt8]) {
    self.neighbours = neighbours
    var flags = [UInt8](repeating: 0, count: 256)
    for byte in 0..<0x80 { flags[byte] = neighbours.ascii[byte] & ~Self.cut }
    for byte in cutBytes { flags[Int(byte)] |= Self.cut }
    self.flags = flags
    let words = cutBytes.map { UInt64($0) &* 0x0101_0101_0101_0101 }
    cutWords = (words.first ?? 0x2020_2020_2020_2020, words.last ?? 0x2020_2020_2020_2020)
    counts = [ChunkCounts(lineBits: 18), ChunkCounts(lineBits: 10), ChunkCounts(lineBits: 10)]
  }

  /// Returns how many tokens `text` has, which is well-formed UTF-8.
  ///
  /// - Parameters:
  ///   - place: What stands before it.
  ///   - count: Counts the tokens of a chunk that is not known.
  mutating func count(
    _ text: Span<UInt8>, _ place: ChunkPlace, by count: (Span<UInt8>, ChunkPlace) throws -> Int
  ) throws -> Int {
    if text.count == 0 { return 0 }
    let short = counts[0].short
    var start = end(from: 0, in: text)
    var total = try self.count(text, 0, start, place, by: count)
    while start < text.count {
      let first = start
      var pendingCount = 0
      while start < text.count, pendingCount < Pending.atOnce {
        let end = end(from: start, in: text)
        var next = Pending(end: end)
        if end &- start <= TokenKey.maximumInlineLength {
          next.key = TokenKey(text.bytes, start: start, length: end &- start)
          next.index = short.line(of: next.key)
          short.prefetch(next.index)
        }
        pending[pendingCount] = next
        pendingCount &+= 1
        start = end
      }
      total &+= try look(up: pendingCount, from: first, text, by: count)
    }
    return total
  }

  /// Adds up the pending chunks.
  private mutating func look(
    up pendingCount: Int, from first: Int, _ text: Span<UInt8>, by count: (Span<UInt8>, ChunkPlace) throws -> Int
  ) throws -> Int {
    let short = counts[0].short
    var total = 0
    var start = first
    for place in 0..<pendingCount {
      let next = pending[place]
      let found = next.index >= 0 ? short.count(of: next.key, in: next.index) : 0
      if found > 0 {
        total &+= found
      } else {
        total &+= try self.count(text, start, next.end, .continuing, by: count)
      }
      start = next.end
    }
    return total
  }

  /// Counts the tokens of one chunk.
  @inline(never)
  private mutating func count(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ place: ChunkPlace,
    by count: (Span<UInt8>, ChunkPlace) throws -> Int
  ) throws -> Int {
    try counts[place.rawValue].count(text, start, end) { try count(text.extracting(start..<end), place) }
  }

  /// The upper bit of each byte that is zero, exactly so up to the first.
  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// The end of the chunk that begins at `start`.
  @inline(__always)
  private mutating func end(from start: Int, in text: Span<UInt8>) -> Int {
    let bytes = text.bytes
    var position = start &+ 1
    while position < text.count {
      if position &+ 8 <= text.count {
        // Eight bytes at a time: which of them is a cut byte, exactly so for the first.
        let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
        let found = Self.zeroBytes(word ^ cutWords.0) | Self.zeroBytes(word ^ cutWords.1)
        if found == 0 {
          position &+= 8
          continue
        }
        position &+= found.trailingZeroBitCount &>> 3
        if isCut(position, after: start, in: text) { return position }
        position &+= 1
        continue
      }
      let byte = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
      if flags[Int(byte)] & Self.cut != 0, isCut(position, after: start, in: text) { return position }
      position &+= 1
    }
    return position
  }

  @inline(__always)
  private mutating func isCut(_ position: Int, after start: Int, in text: Span<UInt8>) -> Bool {
    let left = text[position &- 1]
    // The usual case: ASCII on all sides.
    if left < 0x80, position &- 2 < start || text[position &- 2] < 0x80 {
      guard flags[Int(left)] & ChunkNeighbours.left != 0 else { return false }
      if position &+ 1 >= text.count { return true }
      let right = text[position &+ 1]
      if right < 0x80 { return flags[Int(right)] & ChunkNeighbours.right != 0 }
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
