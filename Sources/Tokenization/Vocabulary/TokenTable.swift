/// The tokens of a vocabulary by their bytes and by their ids: an open-addressing hash table over one block of bytes.
///
/// A slot is a word: the id and a few bits of the hash. The keys stand by id, so that the slots of a large vocabulary stay in
/// the processor's cache and filling the table waits for no memory. Tokens of up to 15 bytes are their keys; longer ones
/// are compared by hash, length and then bytes. The hash is seeded for each table, so that a file cannot be made to collide.
struct TokenTable: Sendable {
  /// The longest token that a search finds, in bytes.
  private(set) var maximumLength = 0
  /// How many tokens a search finds.
  private(set) var count = 0

  /// The id in the lower bits, one more than it; 0 for a free slot. The upper eight bits are those of the hash.
  private var slots: [UInt32]
  private var slotMask: Int
  /// A bit for each value of the upper bits of a hash, set where a short token has it. Most runs of bytes that are asked
  /// for are no token, and this says so of nearly all of them from a block that stays in the processor's cache.
  private var filter: [UInt64]
  private var filterShift: UInt64
  private let seed: UInt64
  /// All tokens, one after another.
  private var bytes: [UInt8] = []
  /// For each id where its token starts in `bytes`; -1 for an id without a token.
  private var offsets: [Int32] = []
  /// For each id the length of its token, in bytes.
  private(set) var lengths: [Int32] = []
  /// For each id its token's key.
  private var keys: [TokenKey] = []

  /// Ids are below this.
  static let idLimit: Int32 = 1 << 24 - 1
  private static let idMask: UInt32 = 1 << 24 - 1

  /// - Parameter capacity: How many tokens to make room for.
  init(capacity: Int, byteCapacity: Int = 0) {
    var slotCount = 1024
    while slotCount * 5 < capacity * 8 { slotCount *= 2 }
    slots = [UInt32](repeating: 0, count: slotCount)
    slotMask = slotCount - 1
    (filter, filterShift) = Self.emptyFilter(slotCount: slotCount)
    seed = UInt64.random(in: .min ... .max)
    bytes.reserveCapacity(byteCapacity)
    offsets.reserveCapacity(capacity)
    lengths.reserveCapacity(capacity)
    keys.reserveCapacity(capacity)
  }

  /// One more than the largest id.
  var idCount: Int { offsets.count }

  /// The id of the token that is `text[start..<start + length]`, or -1.
  @inline(__always)
  func id(of text: RawSpan, start: Int, length: Int) -> Int32 {
    if length <= TokenKey.maximumInlineLength {
      return id(ofShort: TokenKey(text, start: start, length: length))
    }
    return length <= maximumLength ? id(ofLong: text, start: start, length: length) : -1
  }

  /// The id of the token of up to 15 bytes with this key, or -1.
  @inline(__always)
  func id(ofShort key: TokenKey) -> Int32 { id(of: probe(key)) }

  /// The first step of a search, which the filter may end.
  struct Probe {
    fileprivate let key: TokenKey
    fileprivate let hash: UInt64
    /// Whether the filter lets it pass; nothing has the key otherwise.
    let mayExist: Bool
  }

  /// Begins the search for a token of up to 15 bytes.
  @inline(__always)
  func probe(_ key: TokenKey) -> Probe {
    let hash = key.hash(seed: seed)
    let bit = hash &>> filterShift
    return Probe(
      key: key, hash: hash, mayExist: filter[Int(truncatingIfNeeded: bit &>> 6)] &>> (bit & 63) & 1 != 0)
  }

  /// Ends the search: the token's id, or -1.
  @inline(__always)
  func id(of probe: Probe) -> Int32 {
    if !probe.mayExist { return -1 }
    var index = Int(truncatingIfNeeded: probe.hash) & slotMask
    let tag = Self.tag(of: probe.hash)
    while true {
      let slot = slots[index]
      if slot == 0 { return -1 }
      if slot & ~Self.idMask == tag {
        let id = Int(slot & Self.idMask) &- 1
        if keys[id] == probe.key { return Int32(truncatingIfNeeded: id) }
      }
      index = (index &+ 1) & slotMask
    }
  }

  @inline(__always)
  private static func tag(of hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash &>> 24) & ~idMask }

  @inline(never)
  private func id(ofLong text: RawSpan, start: Int, length: Int) -> Int32 {
    let key = TokenKey(long: text, start: start, length: length, seed: seed)
    let hash = key.hash(seed: seed)
    var index = Int(truncatingIfNeeded: hash) & slotMask
    while slots[index] != 0 {
      let slot = slots[index]
      let id = Int(slot & Self.idMask) &- 1
      if slot & ~Self.idMask == Self.tag(of: hash), keys[id] == key,
        isEqual(Int32(truncatingIfNeeded: id), text, start: start, length: length)
      {
        return Int32(truncatingIfNeeded: id)
      }
      index = (index &+ 1) & slotMask
    }
    return -1
  }

  private func isEqual(_ id: Int32, _ text: RawSpan, start: Int, length: Int) -> Bool {
    let offset = Int(offsets[Int(id)])
    for index in 0..<length
    where bytes[offset + index] != text.unsafeLoad(fromByteOffset: start + index, as: UInt8.self) {
      return false
    }
    return true
  }

  /// The bytes of a token, or `nil` when no token has this id.
  func bytes(of id: Int32) -> ArraySlice<UInt8>? {
    let index = Int(id)
    guard index >= 0, index < offsets.count, offsets[index] >= 0 else { return nil }
    return bytes[Int(offsets[index])..<Int(offsets[index] + lengths[index])]
  }

  /// Whether a token has this id.
  func contains(_ id: Int32) -> Bool {
    id >= 0 && Int(id) < offsets.count && offsets[Int(id)] >= 0
  }

  /// Calls `body` with each token, by ascending ids.
  func forEach(_ body: (Int32, Span<UInt8>) -> Void) {
    forEachRange { id, all, range in body(id, all.extracting(range)) }
  }

  /// Calls `body` with where each token stands among the bytes of all, by ascending ids.
  func forEachRange(_ body: (Int32, Span<UInt8>, Range<Int>) -> Void) {
    for id in offsets.indices where offsets[id] >= 0 {
      let start = Int(offsets[id])
      body(Int32(truncatingIfNeeded: id), bytes.span, start..<start &+ Int(lengths[id]))
    }
  }

  /// Adds a token.
  ///
  /// - Parameters:
  ///   - token: Its bytes; not empty.
  ///   - id: Its id, from 0 to below `idLimit`. No other token may have it.
  ///   - isFindable: Whether a search by bytes finds it. Tokens that text never matches are kept by id only.
  /// - Returns: The id of a findable token with the same bytes, in which case nothing was added.
  mutating func insert(_ token: Span<UInt8>, id: Int32, isFindable: Bool = true) -> Int32? {
    insert(
      token, at: place(of: token.bytes, start: 0, length: token.count), id: id, isFindable: isFindable)
  }

  /// Where a token that is to be added belongs.
  struct Place {
    fileprivate let key: TokenKey
    fileprivate let hash: UInt64
  }

  /// The place of the token `text[start..<start + length]`, which is asked for ahead of its use: who adds many finds some
  /// places first, and then adds their tokens, so that the waits for memory overlap.
  func place(of text: RawSpan, start: Int, length: Int) -> Place {
    let key =
      length <= TokenKey.maximumInlineLength
      ? TokenKey(text, start: start, length: length)
      : TokenKey(long: text, start: start, length: length, seed: seed)
    let hash = key.hash(seed: seed)
    slots.prefetch(Int(truncatingIfNeeded: hash) & slotMask)
    return Place(key: key, hash: hash)
  }

  /// Adds a token, as `insert(_:id:isFindable:)`, whose place is known.
  mutating func insert(_ token: Span<UInt8>, at place: Place, id: Int32, isFindable: Bool = true) -> Int32? {
    let length = token.count
    let text = token.bytes
    let key = place.key
    if isFindable {
      if count &* 8 >= slots.count &* 5 { grow() }
      let hash = place.hash
      var index = Int(truncatingIfNeeded: hash) & slotMask
      let tag = Self.tag(of: hash)
      while slots[index] != 0 {
        let slot = slots[index]
        let other = Int32(truncatingIfNeeded: slot & Self.idMask) &- 1
        if slot & ~Self.idMask == tag, keys[Int(other)] == key,
          length <= TokenKey.maximumInlineLength || isEqual(other, text, start: 0, length: length)
        {
          return other
        }
        index = (index &+ 1) & slotMask
      }
      slots[index] = tag | UInt32(truncatingIfNeeded: id &+ 1)
      addToFilter(hash)
      count &+= 1
      maximumLength = max(maximumLength, length)
    }
    while offsets.count <= Int(id) {
      offsets.append(-1)
      lengths.append(0)
      keys.append(TokenKey(low: 0, high: 0))
    }
    offsets[Int(id)] = Int32(clamping: bytes.count)
    lengths[Int(id)] = Int32(clamping: length)
    keys[Int(id)] = key
    token.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    return nil
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt32](repeating: 0, count: old.count * 2)
    slotMask = slots.count - 1
    (filter, filterShift) = Self.emptyFilter(slotCount: slots.count)
    for slot in old where slot != 0 {
      let hash = keys[Int(slot & Self.idMask) - 1].hash(seed: seed)
      addToFilter(hash)
      var index = Int(truncatingIfNeeded: hash) & slotMask
      while slots[index] != 0 { index = (index + 1) & slotMask }
      slots[index] = slot
    }
  }

  @inline(__always)
  private mutating func addToFilter(_ hash: UInt64) {
    let bit = hash &>> filterShift
    filter[Int(truncatingIfNeeded: bit >> 6)] |= 1 << (bit & 63)
  }

  /// A filter of eight bits for each slot, and how far a hash is shifted to be the index of a bit.
  private static func emptyFilter(slotCount: Int) -> ([UInt64], UInt64) {
    let bitCount = slotCount * 8
    return ([UInt64](repeating: 0, count: bitCount / 64), UInt64(64 - bitCount.trailingZeroBitCount))
  }
}
