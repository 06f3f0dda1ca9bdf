/// The tokens of a vocabulary by their bytes and by their ids: an open-addressing hash table over one block of bytes.
///
/// Tokens of up to 15 bytes are compared as two words that stand in the slot itself; longer ones by hash, length and
/// then bytes. The hash is seeded for each table, so that a file cannot be made to collide.
struct TokenTable: Sendable {
  /// The longest token, in bytes.
  private(set) var maximumLength = 0
  /// How many tokens.
  private(set) var count = 0

  private var slots: [Slot]
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

  private struct Slot: Sendable {
    var key: TokenKey
    /// -1: the slot is free.
    var id: Int32
  }

  /// - Parameter capacity: How many tokens to make room for.
  init(capacity: Int, byteCapacity: Int = 0) {
    var slotCount = 1024
    while slotCount * 5 < capacity * 8 { slotCount *= 2 }
    slots = [Slot](repeating: Slot(key: TokenKey(low: 0, high: 0), id: -1), count: slotCount)
    slotMask = slotCount - 1
    (filter, filterShift) = Self.emptyFilter(slotCount: slotCount)
    seed = UInt64.random(in: .min ... .max)
    bytes.reserveCapacity(byteCapacity)
    offsets.reserveCapacity(capacity)
    lengths.reserveCapacity(capacity)
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
    fileprivate let mayExist: Bool
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
    while true {
      let slot = slots[index]
      if slot.key == probe.key || slot.id < 0 { return slot.id }
      index = (index &+ 1) & slotMask
    }
  }

  @inline(never)
  private func id(ofLong text: RawSpan, start: Int, length: Int) -> Int32 {
    let key = TokenKey(long: text, start: start, length: length, seed: seed)
    var index = Int(truncatingIfNeeded: key.hash(seed: seed)) & slotMask
    while true {
      let slot = slots[index]
      if slot.id < 0 || (slot.key == key && isEqual(slot.id, text, start: start, length: length)) { return slot.id }
      index = (index &+ 1) & slotMask
    }
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

  /// Adds a token.
  ///
  /// - Parameters:
  ///   - token: Its bytes; not empty.
  ///   - id: Its id; not negative. No other token may have it.
  ///   - isFindable: Whether a search by bytes finds it. Tokens that text never matches are kept by id only.
  /// - Returns: The id of a findable token with the same bytes, in which case nothing was added.
  mutating func insert(_ token: Span<UInt8>, id: Int32, isFindable: Bool = true) -> Int32? {
    let length = token.count
    if isFindable {
      if count * 8 >= slots.count * 5 { grow() }
      let text = token.bytes
      let isShort = length <= TokenKey.maximumInlineLength
      let key =
        isShort
        ? TokenKey(text, start: 0, length: length) : TokenKey(long: text, start: 0, length: length, seed: seed)
      var index = Int(truncatingIfNeeded: key.hash(seed: seed)) & slotMask
      while slots[index].id >= 0 {
        let slot = slots[index]
        if slot.key == key, isShort || isEqual(slot.id, text, start: 0, length: length) { return slot.id }
        index = (index + 1) & slotMask
      }
      slots[index] = Slot(key: key, id: id)
      addToFilter(key)
      count += 1
      maximumLength = max(maximumLength, length)
    }
    while offsets.count <= Int(id) {
      offsets.append(-1)
      lengths.append(0)
    }
    offsets[Int(id)] = Int32(clamping: bytes.count)
    lengths[Int(id)] = Int32(clamping: length)
    for index in 0..<length { bytes.append(token[index]) }
    return nil
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(key: TokenKey(low: 0, high: 0), id: -1), count: old.count * 2)
    slotMask = slots.count - 1
    (filter, filterShift) = Self.emptyFilter(slotCount: slots.count)
    for slot in old where slot.id >= 0 {
      addToFilter(slot.key)
      var index = Int(truncatingIfNeeded: slot.key.hash(seed: seed)) & slotMask
      while slots[index].id >= 0 { index = (index + 1) & slotMask }
      slots[index] = slot
    }
  }

  private mutating func addToFilter(_ key: TokenKey) {
    let bit = key.hash(seed: seed) >> filterShift
    filter[Int(truncatingIfNeeded: bit >> 6)] |= 1 << (bit & 63)
  }

  /// A filter of eight bits for each slot, and how far a hash is shifted to be the index of a bit.
  private static func emptyFilter(slotCount: Int) -> ([UInt64], UInt64) {
    let bitCount = slotCount * 8
    return ([UInt64](repeating: 0, count: bitCount / 64), UInt64(64 - bitCount.trailingZeroBitCount))
  }
}
