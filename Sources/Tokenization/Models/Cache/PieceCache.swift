/// The tokens of texts met before: a table of fixed size in which a newcomer takes the place of the one that was there. It
/// holds texts of up to 31 bytes and five tokens, one in 64 bytes.
struct PieceCache {
  static let maximumTokens = 5

  /// The tokens of a text: ids, where they begin and end in it, and their count; the first begins at 0.
  struct Entry {
    fileprivate var key: PieceKey
    /// Ids, the lower half first.
    private var ids: (UInt64, UInt64)
    /// The last id in the lower half, then a byte for the start of each token but the first.
    private var lastIDAndStarts: UInt64
    /// A byte for the end of each token; the count is the top byte.
    private var ends: UInt64

    fileprivate static let empty = Entry(key: .none, ids: (0, 0), lastIDAndStarts: 0, ends: 0)

    private init(key: PieceKey, ids: (UInt64, UInt64), lastIDAndStarts: UInt64, ends: UInt64) {
      self.key = key
      self.ids = ids
      self.lastIDAndStarts = lastIDAndStarts
      self.ends = ends
    }

    /// `nil` where the tokens have no room.
    fileprivate init?(key: PieceKey, tokens: ArraySlice<ModelToken>) {
      guard tokens.count <= PieceCache.maximumTokens, tokens.first.map({ $0.start == 0 }) ?? true else { return nil }
      self = .empty
      self.key = key
      for (place, token) in tokens.enumerated() {
        guard (0..<256).contains(token.start), (0..<256).contains(token.end) else { return nil }
        let id = UInt64(UInt32(bitPattern: token.id)) << UInt64(place & 1 == 0 ? 0 : 32)
        switch place {
        case 0, 1: ids.0 |= id
        case 2, 3: ids.1 |= id
        default: lastIDAndStarts |= id
        }
        if place > 0 { lastIDAndStarts |= UInt64(token.start) << UInt64(24 + 8 * place) }
        ends |= UInt64(token.end) << UInt64(8 * place)
      }
      ends |= UInt64(tokens.count) << 56
    }

    @inline(__always)
    var count: Int { Int(truncatingIfNeeded: ends &>> 56) }

    /// Appends the tokens, moved up by `offset`, and returns the end of the last.
    @inline(__always)
    func append(to tokens: inout [ModelToken], offset: Int32) -> Int32 {
      var end = offset
      var ends = ends
      var starts = lastIDAndStarts &>> 24 & ~0xFF
      for place in 0..<count {
        let word = place < 2 ? ids.0 : place < 4 ? ids.1 : lastIDAndStarts
        let id = Int32(truncatingIfNeeded: place & 1 == 0 ? word : word &>> 32)
        end = offset &+ Int32(truncatingIfNeeded: ends & 0xFF)
        tokens.append(ModelToken(id: id, start: offset &+ Int32(truncatingIfNeeded: starts & 0xFF), end: end))
        ends &>>= 8
        starts &>>= 8
      }
      return end
    }
  }

  private var entries: [Entry]
  private let seed: UInt64
  /// How far a hash is shifted to become an index.
  private let shift: UInt64

  /// - Parameter indexBits: The table has two to this power entries; from 1 to 32.
  init(indexBits: Int) {
    entries = [Entry](repeating: .empty, count: 1 << indexBits)
    seed = UInt64.random(in: .min ... .max)
    shift = UInt64(64 - indexBits)
  }

  /// Where the text with this key is, or would be.
  @inline(__always)
  func index(of key: PieceKey) -> Int { Int(truncatingIfNeeded: key.hash(seed: seed) &>> shift) }

  /// Appends the tokens of `key`, moved up by `offset`, and returns the end of the last; `nil` when it is not here.
  @inline(__always)
  func append(_ key: PieceKey, at index: Int, to tokens: inout [ModelToken], offset: Int32) -> Int32? {
    entries[index].key == key ? entries[index].append(to: &tokens, offset: offset) : nil
  }

  /// How many tokens `key` has; `nil` when it is not here.
  @inline(__always)
  func count(_ key: PieceKey, at index: Int) -> Int? { entries[index].key == key ? entries[index].count : nil }

  /// Keeps the tokens of `key`, unless they are too many.
  mutating func insert(_ tokens: ArraySlice<ModelToken>, for key: PieceKey, at index: Int) {
    if let entry = Entry(key: key, tokens: tokens) { entries[index] = entry }
  }
}
