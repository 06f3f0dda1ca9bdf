/// Token ids as they are found, in plain memory of one worker's, until an array takes them over.
struct IDRun: ~Copyable {
  private static let initialCapacity = 1 << 10
  /// Above this many the memory is given back after use.
  private static let maximumKeptCount = 1 << 20

  private(set) var count = 0
  private var capacity = initialCapacity
  private var ids = UnsafeMutablePointer<Int32>.allocate(capacity: initialCapacity)

  init() {}

  deinit { ids.deallocate() }

  @inline(__always)
  mutating func append(_ id: Int32) {
    if count == capacity { move(to: capacity * 2) }
    ids[count] = id
    count &+= 1
  }

  /// Appends the ids to `array`.
  func append(to array: inout [Int32]) { array.append(contentsOf: UnsafeBufferPointer(start: ids, count: count)) }

  /// Empties the run, and gives its memory back where that is much.
  mutating func removeAll() {
    count = 0
    if capacity > Self.maximumKeptCount { move(to: Self.initialCapacity) }
  }

  /// Moves the ids to memory with room for so many.
  @inline(never)
  private mutating func move(to capacity: Int) {
    let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
    larger.update(from: ids, count: count)
    ids.deallocate()
    ids = larger
    self.capacity = capacity
  }
}
