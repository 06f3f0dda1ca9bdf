/// The tokens of texts met before for which `TokenLines` has no room, up to 31 bytes and eight tokens of each: a table for
/// one worker.
///
/// Its size is fixed; who meets many texts changes it for a larger one between two runs. An entry is a cache line, and a
/// newcomer takes the place of the one that was there.
final class LongTokens {
  /// The lengths of the texts that `TokenLines` never holds.
  static let lengths = TokenKey.maximumInlineLength + 1...2 * TokenKey.maximumInlineLength + 1
  static let maximumTokens = 8
  /// How long a token can be.
  static let maximumTokenLength: Int32 = 31
  /// Above this an id, with one more, leaves no room for its length.
  static let maximumID: Int32 = 1 << 27 - 2

  /// A table of more than two to this power lines brings little.
  private static let maximumLineBits = 17

  private let memory: ZeroedMemory
  private let lines: UnsafeMutablePointer<Line>
  private let seed: UInt64
  /// How far a hash is shifted to become the number of a line.
  private let shift: UInt64
  private let lineBits: Int
  /// How often a line was written.
  private var insertionCount = 0

  private struct Line {
    var text: SIMD4<UInt64>
    var entry: Entry
  }

  /// The tokens of a text: of each the id and one more in the upper 27 bits, so that the id -1 has room, and the count of
  /// its bytes in the lower 5; 0 behind the last.
  struct Entry {
    fileprivate var tokens = SIMD8<UInt32>()

    /// Calls `body` with the id of each token and the count of its bytes.
    @inline(__always)
    func forEach(_ body: (Int32, Int) -> Void) {
      for position in tokens.indices {
        let token = tokens[position]
        if token == 0 { return }
        body(Int32(bitPattern: token &>> 5) &- 1, Int(token & 31))
      }
    }
  }

  /// Where a text is kept, and its bytes.
  struct Place {
    fileprivate let index: Int
    fileprivate let text: SIMD4<UInt64>

    /// Whether both are of the same text.
    func isSame(as other: Place) -> Bool { text == other.text }
  }

  /// - Parameter lineBits: The table has two to this power lines of 64 bytes; from 6 to 24.
  convenience init(lineBits: Int = 13) {
    self.init(lineBits: lineBits, seed: UInt64.random(in: .min ... .max))
  }

  private init(lineBits: Int, seed: UInt64) {
    self.lineBits = lineBits
    self.seed = seed
    // A line of zeros is a free one.
    memory = ZeroedMemory(byteCount: MemoryLayout<Line>.stride << lineBits)
    lines = memory.start.assumingMemoryBound(to: Line.self)
    shift = UInt64(64 - lineBits)
  }

  /// This table, or a larger one with its lines where so much was written that lines still in use must have been given up
  /// for others.
  var withRoom: LongTokens {
    let lineCount = 1 << lineBits
    if insertionCount < lineCount || lineBits >= Self.maximumLineBits { return self }
    let larger = LongTokens(lineBits: lineBits + 1, seed: seed)
    for index in 0..<lineCount where lines[index].entry.tokens[0] != 0 {
      larger.lines[larger.place(lines[index].text).index] = lines[index]
    }
    return larger
  }

  /// The place of a text of up to 15 bytes.
  @inline(__always)
  func place(of key: TokenKey) -> Place { place(SIMD4(key.low, key.high, 0, 1)) }

  /// The place of `text[start..<end]`, whose length is one of `lengths`.
  ///
  /// - Parameter isWhole: Whether it is a whole pre-token; a segment of one can have other tokens.
  func place(_ text: Span<UInt8>, _ start: Int, _ end: Int, isWhole: Bool) -> Place {
    let bytes = text.bytes
    let first = bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
    let second = bytes.unsafeLoadUnaligned(fromByteOffset: start &+ 8, as: UInt64.self)
    let rest = TokenKey(bytes, start: start &+ 16, length: end &- start &- 16)
    // The length of the rest fills half of the top byte.
    return place(SIMD4(first, second, rest.low, rest.high | (isWhole ? 2 : 3) &<< 62))
  }

  @inline(__always)
  private func place(_ text: SIMD4<UInt64>) -> Place {
    let first = TokenKey(low: text[0], high: text[1]).hash(seed: seed)
    let hash = TokenKey(low: text[2], high: text[3]).hash(seed: first)
    return Place(index: Int(truncatingIfNeeded: hash &>> shift), text: text)
  }

  /// The entry of the text; `nil` when it is not there.
  @inline(__always)
  func entry(at place: Place) -> Entry? {
    let line = lines[place.index]
    return line.text == place.text ? line.entry : nil
  }

  /// Keeps the tokens of a text, unless they are too many or one of them has no room.
  ///
  /// - Parameter token: The id of each, -1 or more, and the count of its bytes.
  @inline(__always)
  func insert(count: Int, at place: Place, token: (Int) -> (id: Int32, length: Int32)) {
    if count > Self.maximumTokens { return }
    var entry = Entry()
    for position in 0..<count {
      let (id, length) = token(position)
      if id < -1 || id > Self.maximumID || length <= 0 || length > Self.maximumTokenLength { return }
      entry.tokens[position] = UInt32(truncatingIfNeeded: id &+ 1) &<< 5 | UInt32(truncatingIfNeeded: length)
    }
    insertionCount &+= 1
    lines[place.index] = Line(text: place.text, entry: entry)
  }
}
