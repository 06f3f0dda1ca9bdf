/// A text as a SentencePiece model sees it, and where each byte of it comes from.
struct NormalizedSentence {
  /// The bytes; a space stands for `▁` where the model escapes spaces.
  private(set) var bytes: [UInt8] = []
  /// For each byte, and for the end, the byte of the text that it comes from; empty when nobody asked for it.
  private(set) var origins: [Int32] = []
  /// How many bytes were written; both arrays may have room for more.
  private(set) var count = 0
  private let keepsOrigins: Bool

  init(keepsOrigins: Bool) { self.keepsOrigins = keepsOrigins }

  /// Empties the text and makes room.
  mutating func reset(capacity: Int) {
    count = 0
    makeRoom(capacity)
  }

  /// Makes room for `more` bytes and one origin.
  mutating func makeRoom(_ more: Int) {
    let needed = count + more + 1
    if bytes.count < needed {
      bytes.append(contentsOf: repeatElement(0, count: max(needed, bytes.count * 2) - bytes.count))
    }
    if keepsOrigins, origins.count < bytes.count {
      origins.append(contentsOf: repeatElement(0, count: bytes.count - origins.count))
    }
  }

  /// Writes one byte; there must be room.
  @inline(__always)
  mutating func append(_ byte: UInt8, from origin: Int) {
    bytes[count] = byte
    if keepsOrigins { origins[count] = Int32(truncatingIfNeeded: origin) }
    count &+= 1
  }

  /// Takes away what was written last.
  mutating func removeLast() { count -= 1 }

  /// The byte that was written last.
  var last: UInt8? { count > 0 ? bytes[count - 1] : nil }

  /// Where the byte at `index` comes from; 0 when nobody keeps it.
  func origin(_ index: Int) -> Int { keepsOrigins ? Int(origins[index]) : 0 }

  /// Says where the text's end comes from.
  mutating func end(at origin: Int) {
    if keepsOrigins { origins[count] = Int32(truncatingIfNeeded: origin) }
  }

  /// Copies from `text` while its bytes stay as they are and another byte of ASCII follows; returns where it stopped.
  ///
  /// There must be room for all of it.
  ///
  /// - Parameter stopsAtSpaces: Whether to stop where two spaces follow each other.
  @inline(__always)
  mutating func copy(
    _ text: Span<UInt8>, from start: Int, while isUnchanged: [Bool], stopsAtSpaces: Bool
  ) -> Int {
    let space: UInt8 = stopsAtSpaces ? UInt8(ascii: " ") : .max
    let isUnchanged = isUnchanged.span
    let first = count
    var position = start
    var target = bytes.mutableSpan
    let end = text.count &- 1
    while position < end {
      let byte = text[position]
      let next = text[position &+ 1]
      if byte | next >= 0x80 || !isUnchanged[Int(byte)] || (byte == space && next == space) { break }
      target[first &+ (position &- start)] = byte
      position &+= 1
    }
    if keepsOrigins {
      var sources = origins.mutableSpan
      for index in start..<position {
        sources[first &+ (index &- start)] = Int32(truncatingIfNeeded: index)
      }
    }
    count = first &+ (position &- start)
    return position
  }
}
