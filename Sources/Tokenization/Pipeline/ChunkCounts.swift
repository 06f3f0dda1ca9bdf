/// How many tokens chunks of up to 31 bytes have that were met before; for one worker.
struct ChunkCounts {
  /// Those of up to 15 bytes.
  let short: PreTokenCounts
  private let long: LongCounts

  /// - Parameter lineBits: Room for short chunks, as `PreTokenCounts` has it, and for a quarter as many long ones.
  init(lineBits: Int) {
    short = PreTokenCounts(lineBits: lineBits)
    long = LongCounts(indexBits: max(9, lineBits))
  }

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
