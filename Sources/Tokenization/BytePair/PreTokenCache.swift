/// The tokens of pre-tokens met before: a table of fixed size in which a newcomer takes the place of the one that was
/// there. It holds pre-tokens of up to 15 bytes and four tokens, which are nearly all.
struct PreTokenCache {
  static let maximumTokens = 4

  private var entries: [Entry]
  private let seed: UInt64
  /// How far a hash is shifted to become an index.
  private let shift: UInt64

  /// The key's top byte holds the length in its lower half and the count of tokens in its upper; 0 is a free entry.
  struct Entry {
    fileprivate var key: TokenKey
    fileprivate var firstTokens: UInt64
    fileprivate var lastTokens: UInt64

    @inline(__always)
    var tokenCount: Int { Int(truncatingIfNeeded: key.high &>> 60) }

    @inline(__always)
    func token(_ index: Int) -> Int32 {
      let word = index < 2 ? firstTokens : lastTokens
      return Int32(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: (index & 1) &* 32))
    }
  }

  /// - Parameter indexBits: The table has two to this power entries of 32 bytes; from 1 to 32.
  init(indexBits: Int = 16) {
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

  /// The entry at `index` when it is that of `key`.
  @inline(__always)
  func entry(at index: Int, for key: TokenKey) -> Entry? {
    let entry = entries[index]
    let isSame = entry.key.low == key.low && entry.key.high & (UInt64.max &>> 4) == key.high
    return isSame ? entry : nil
  }

  /// Keeps the tokens of `key`, unless they are too many.
  @inline(__always)
  mutating func insert(_ tokens: [Int32], for key: TokenKey, at index: Int) {
    if tokens.count > Self.maximumTokens { return }
    var words: (UInt64, UInt64) = (0, 0)
    for position in 0..<tokens.count {
      let token = UInt64(UInt32(bitPattern: tokens[position])) &<< UInt64(truncatingIfNeeded: (position & 1) &* 32)
      if position < 2 { words.0 |= token } else { words.1 |= token }
    }
    let counted = TokenKey(low: key.low, high: key.high | UInt64(truncatingIfNeeded: tokens.count) &<< 60)
    entries[index] = Entry(key: counted, firstTokens: words.0, lastTokens: words.1)
  }
}
