/// Chunks that were cut and not yet looked up: one worker's.
final class PendingChunks {
  /// How many are cut before they are looked up.
  static let capacity = 32

  struct Chunk {
    var end = 0
    /// Where what it is looked up by begins.
    var keyStart = 0
    /// The line of its entry; -1 for a chunk that has none.
    var line = -1
    var key = TokenKey(low: 0, high: 0)
  }

  private let chunks = UnsafeMutablePointer<Chunk>.allocate(capacity: capacity)

  init() { chunks.initialize(repeating: Chunk(), count: Self.capacity) }

  deinit { chunks.deallocate() }

  /// The chunk at `place`, taken modulo the capacity.
  @inline(__always)
  subscript(place: Int) -> Chunk {
    get { chunks[place & (Self.capacity &- 1)] }
    set { chunks[place & (Self.capacity &- 1)] = newValue }
  }
}
