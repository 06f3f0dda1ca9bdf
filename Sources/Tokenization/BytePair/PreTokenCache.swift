/// The tokens of pre-tokens met before: a table of fixed size in which a newcomer takes the place of the one that was
/// there. It holds pre-tokens of up to 15 bytes and four tokens, which are nearly all.
struct PreTokenCache {
  static let maximumTokens = 4
  /// Above this an id leaves no room for its length.
  private static let maximumID: Int32 = 1 << 28 - 1

  private var entries: [Entry]
  private let seed: UInt64
  /// How far a hash is shifted to become an index.
  private let shift: UInt64

  /// Half a cache line: the lengths stand with the tokens, so that a hit reads nothing else.
  ///
  /// The key's top byte holds the length in its lower half and the count of tokens in its upper; 0 is a free entry.
  /// A token is 32 bits, the id in the upper 28 and the count of its bytes in the lower 4.
  struct Entry {
    fileprivate var key: TokenKey
    fileprivate var firstTokens: UInt64
    fileprivate var lastTokens: UInt64

    /// Gives the tokens to `sink`.
    @inline(__always)
    func give<Sink: TokenSink>(of text: Span<UInt8>, to sink: inout Sink) {
      let count = Int(truncatingIfNeeded: key.high &>> 60)
      if sink.addCount(count) { return }
      var word = firstTokens
      for position in 0..<count {
        if position == 2 { word = lastTokens }
        let token = UInt32(truncatingIfNeeded: word)
        sink.add(Int32(truncatingIfNeeded: token &>> 4), length: Int(token & 15), of: text)
        word &>>= 32
      }
    }
  }

  /// - Parameter indexBits: The table has two to this power entries of 32 bytes; from 1 to 32.
  init(indexBits: Int = 17) {
    entries = [Entry](
      repeating: Entry(key: TokenKey(low: 0, high: 0), firstTokens: 0, lastTokens: 0), count: 1 << indexBits)
    seed = UInt64.random(in: .min ... .max)
    shift = UInt64(64 - indexBits)
  }

  /// Where the pre-token with this key is, or would be.
  @inline(__always)
  func index(of key: TokenKey) -> Int {
    Int(truncatingIfNeeded: key.hash(seed: seed) &>> shift)
  }

  /// Reads the entry at `index`, so that it is near when it is asked for.
  @inline(__always)
  func readAhead(at index: Int) -> UInt64 { entries[index].key.low }

  /// The entry at `index` when it is that of `key`.
  @inline(__always)
  func entry(at index: Int, for key: TokenKey) -> Entry? {
    let entry = entries[index]
    let isSame = entry.key.low == key.low && entry.key.high & (UInt64.max &>> 4) == key.high
    return isSame ? entry : nil
  }

  /// Keeps the tokens of `key`, unless they are too many.
  ///
  /// - Parameters:
  ///   - tokens: Ids.
  ///   - lengthOf: How many bytes an id stands for; at most 15, as the pre-token.
  ///   - prefixLength: How many of the first token's bytes are not the pre-token's.
  @inline(__always)
  mutating func insert(
    _ tokens: [Int32], lengthOf: (Int32) -> Int32, prefixLength: Int32 = 0, for key: TokenKey, at index: Int
  ) {
    if tokens.count > Self.maximumTokens { return }
    var words: (UInt64, UInt64) = (0, 0)
    for position in 0..<tokens.count {
      let id = tokens[position]
      if id > Self.maximumID { return }
      let length = lengthOf(id) &- (position == 0 ? prefixLength : 0)
      let token = UInt64(truncatingIfNeeded: id) &<< 4 | UInt64(truncatingIfNeeded: length & 15)
      let shift = UInt64(truncatingIfNeeded: (position & 1) &* 32)
      if position < 2 { words.0 |= token &<< shift } else { words.1 |= token &<< shift }
    }
    let counted = TokenKey(low: key.low, high: key.high | UInt64(truncatingIfNeeded: tokens.count) &<< 60)
    entries[index] = Entry(key: counted, firstTokens: words.0, lastTokens: words.1)
  }
}
