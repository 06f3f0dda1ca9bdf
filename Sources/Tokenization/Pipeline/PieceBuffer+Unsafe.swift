/// The bytes that a model sees of a chunk, as they are gathered: one worker's.
///
/// Bytes are appended where room was made for them before.
final class PieceBuffer {
  /// Above this many bytes the memory is given back.
  private static let maximumKeptLength = 1 << 20
  private static let minimumCapacity = 1 << 10

  private var bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: minimumCapacity)
  private var capacity = minimumCapacity
  private(set) var count = 0

  deinit { bytes.deallocate() }

  /// Makes room for `room` bytes more.
  @inline(__always)
  func reserve(_ room: Int) {
    if count &+ room > capacity { move(to: max(capacity * 2, count + room)) }
  }

  @inline(never)
  private func move(to capacity: Int) {
    let old = bytes
    bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    bytes.update(from: old, count: count)
    old.deallocate()
    self.capacity = capacity
  }

  /// Appends a byte.
  @inline(__always)
  func append(_ byte: UInt8) {
    bytes[count] = byte
    count &+= 1
  }

  /// Appends `image`.
  func append(_ image: Span<UInt8>) {
    reserve(image.count)
    for place in image.indices { append(image[place]) }
  }

  /// Keeps the first bytes.
  @inline(__always)
  func truncate(to count: Int) {
    if count < self.count { self.count = count }
  }

  /// Empties the buffer.
  @inline(__always)
  func removeAll() { count = 0 }

  /// Gives much memory back of which little is used.
  @inline(__always)
  func shrink() {
    if capacity > Self.maximumKeptLength, count <= Self.minimumCapacity { move(to: Self.minimumCapacity) }
  }

  /// Runs `body` with the memory behind the bytes, of which it fills as much as it returns; room was made for as much.
  @inline(__always)
  func fill(_ body: (_ target: UnsafeMutablePointer<UInt8>, _ room: Int) -> Int) {
    count &+= body(bytes + count, capacity &- count)
  }

  /// Runs `body` with the bytes.
  @inline(__always)
  func withSpan<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
    try body(UnsafeBufferPointer(start: bytes, count: count).span)
  }
}
