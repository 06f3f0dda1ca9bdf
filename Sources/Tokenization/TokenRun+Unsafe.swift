/// Tokens as they are found, in plain memory of one worker's, until a buffer takes them over.
///
/// The arrays of a buffer would ask at every token whether somebody else holds them too.
struct TokenRun: ~Copyable {
  private static let initialCapacity = 1 << 10
  /// Above this many tokens the memory is given back after use.
  private static let maximumKeptCount = 1 << 20

  private(set) var count = 0
  private var capacity = initialCapacity
  /// Three columns in one piece of memory, each of as many as there is room for.
  private var ids = allocate(initialCapacity)
  private var starts: UnsafeMutablePointer<Int32>
  private var ends: UnsafeMutablePointer<Int32>

  init() {
    starts = ids + capacity
    ends = starts + capacity
  }

  deinit { ids.deallocate() }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Int32> { .allocate(capacity: 3 * capacity) }

  /// Appends a token that stands for the bytes `start..<end`.
  @inline(__always)
  mutating func append(_ id: Int32, start: Int32, end: Int32) {
    if count == capacity { move(to: capacity * 2) }
    ids[count] = id
    starts[count] = start
    ends[count] = end
    count &+= 1
  }

  /// Says where the last token ends; there is one.
  @inline(__always)
  mutating func setLastEnd(_ end: Int32) { ends[count &- 1] = end }

  /// Makes every offset what `changed` says.
  @inline(__always)
  mutating func mapOffsets(_ changed: (Int32) -> Int32) {
    for index in 0..<count { starts[index] = changed(starts[index]) }
    for index in 0..<count { ends[index] = changed(ends[index]) }
  }

  /// Appends the tokens to `tokens`.
  func append(to tokens: inout TokenBuffer) {
    tokens.ids.append(contentsOf: UnsafeBufferPointer(start: ids, count: count))
    tokens.starts.append(contentsOf: UnsafeBufferPointer(start: starts, count: count))
    tokens.ends.append(contentsOf: UnsafeBufferPointer(start: ends, count: count))
  }

  /// Empties the run, and gives its memory back where that is much.
  mutating func removeAll() {
    count = 0
    if capacity > Self.maximumKeptCount { move(to: Self.initialCapacity) }
  }

  /// Moves the tokens to memory with room for so many.
  @inline(never)
  private mutating func move(to capacity: Int) {
    let larger = Self.allocate(capacity)
    larger.update(from: ids, count: count)
    (larger + capacity).update(from: starts, count: count)
    (larger + 2 * capacity).update(from: ends, count: count)
    ids.deallocate()
    ids = larger
    starts = larger + capacity
    ends = starts + capacity
    self.capacity = capacity
  }
}
