/// How many tokens chunks of up to 31 bytes have that were met before: those of up to 15 bytes with other workers, longer ones
/// for one worker.
struct ChunkCounts {
  private let shared: SharedPreTokenCounts
  /// Those of up to 15 bytes.
  private(set) var short: PreTokenCounts
  private let long: LongCounts

  /// - Parameters:
  ///   - shared: What the workers of one tokenizer share.
  ///   - longBits: Room for two to this power long chunks.
  init(_ shared: SharedPreTokenCounts, longBits: Int) {
    self.shared = shared
    short = shared.table(after: nil)
    long = LongCounts(indexBits: longBits)
  }

  /// Begins a text.
  mutating func begin() { short = shared.table(after: short) }

  /// Returns how many tokens `text[start..<end]` has, as `count` counts them where it is not known.
  @inline(__always)
  func count(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ count: () throws -> Int) rethrows -> Int {
    let length = end &- start
    if length <= TokenKey.maximumInlineLength {
      let key = TokenKey(text.bytes, start: start, length: length)
      let line = short.line(of: key)
      let known = short.count(of: key, in: line)
      if known > 0 { return known }
      let found = try count()
      short.insert(found, for: key, in: line)
      return found
    }
    guard LongCounts.lengths.contains(length) else { return try count() }
    let place = long.place(text, start, end)
    let known = long.count(at: place)
    if known > 0 { return known }
    let found = try count()
    long.insert(found, at: place)
    return found
  }
}

/// The tables of the workers of one tokenizer, for each place of a chunk: most are in the midst of a text.
struct SharedChunkCounts: Sendable {
  let continuing = SharedPreTokenCounts(firstLineBits: 17)
  let textStart = SharedPreTokenCounts(firstLineBits: 10, maximumLineBits: 12)
  let partStart = SharedPreTokenCounts(firstLineBits: 10, maximumLineBits: 12)
}
