import CTextScan

/// The tokens of pre-tokens met before: a table for pre-tokens of up to 15 bytes and four tokens, which are nearly all, for
/// one worker.
///
/// Its size is fixed; who meets many pre-tokens changes it for a larger one between two texts. A cache line holds the two
/// entries that may be in the same place: a newcomer takes the first, what was there the second, and what was in the second
/// is given up.
final class PreTokenCache {
  static let maximumTokens = 4
  /// Above this an id leaves no room for its length.
  private static let maximumID: Int32 = 1 << 28 - 1
  /// A table of more than two to this power lines brings little.
  private static let maximumLineBits = 18

  private let memory: ZeroedMemory
  private let entries: UnsafeMutablePointer<Entry>
  private let seed: UInt64
  /// How far a hash is shifted to become the number of a line.
  private let shift: UInt64
  private let lineBits: Int
  /// How often an entry was put in.
  private var insertionCount = 0

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

    @inline(__always)
    fileprivate func isOf(_ key: TokenKey) -> Bool {
      (self.key.low ^ key.low) | (self.key.high & (UInt64.max &>> 4) ^ key.high) == 0
    }
  }

  /// - Parameter lineBits: The table has two to this power lines of 64 bytes; from 6 to 24.
  convenience init(lineBits: Int = 15) {
    self.init(lineBits: lineBits, seed: UInt64.random(in: .min ... .max))
  }

  private init(lineBits: Int, seed: UInt64) {
    self.lineBits = lineBits
    self.seed = seed
    // An entry of zeros is a free one.
    memory = ZeroedMemory(byteCount: 64 << lineBits)
    entries = memory.start.assumingMemoryBound(to: Entry.self)
    shift = UInt64(64 - lineBits)
  }

  /// This table, or a larger one with its entries where so much was put in that entries still in use must have been given
  /// up for others.
  var withRoom: PreTokenCache {
    let lineCount = 1 << lineBits
    if insertionCount < lineCount * 3 || lineBits >= Self.maximumLineBits { return self }
    let larger = PreTokenCache(lineBits: lineBits + 1, seed: seed)
    for index in stride(from: 0, to: lineCount * 2, by: 2) {
      // The second was put in first.
      for entry in [entries[index + 1], entries[index]] where entry.key.high != 0 {
        let key = TokenKey(low: entry.key.low, high: entry.key.high & (UInt64.max >> 4))
        larger.insert(entry, at: larger.index(of: key))
      }
    }
    larger.insertionCount = 0
    return larger
  }

  /// Where the pre-token with this key is, or would be: the first entry of its line.
  @inline(__always)
  func index(of key: TokenKey) -> Int {
    Int(truncatingIfNeeded: key.hash(seed: seed) &>> shift) &<< 1
  }

  /// Asks for the line at `index` ahead of its use.
  @inline(__always)
  func prefetch(_ index: Int) { ctextscan_prefetch(entries + index) }

  /// The entry of `key`, whose line is at `index`; `nil` when it is not there.
  @inline(__always)
  func entry(at index: Int, for key: TokenKey) -> Entry? {
    if entries[index].isOf(key) { return entries[index] }
    if entries[index &+ 1].isOf(key) { return entries[index &+ 1] }
    return nil
  }

  /// Keeps the tokens of `key`, which is not there, unless they are too many.
  ///
  /// - Parameters:
  ///   - tokens: Ids.
  ///   - lengthOf: How many bytes an id stands for; at most 15, as the pre-token.
  ///   - prefixLength: How many of the first token's bytes are not the pre-token's.
  @inline(__always)
  func insert(
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
    insert(Entry(key: counted, firstTokens: words.0, lastTokens: words.1), at: index)
  }

  @inline(__always)
  private func insert(_ entry: Entry, at index: Int) {
    insertionCount &+= 1
    entries[index &+ 1] = entries[index]
    entries[index] = entry
  }
}
