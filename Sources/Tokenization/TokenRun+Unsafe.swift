/// Tokens as they are found, in plain memory of one worker's, until a buffer takes them over.
///
/// The arrays of a buffer would ask at every token whether somebody else holds them too.
struct TokenRun {
  private static let initialCapacity = 1 << 10
  /// Above this many tokens the memory is given back after use.
  private static let maximumKeptCount = 1 << 20

  private(set) var count = 0
  private var capacity: Int
  /// Three columns of as many as there is room for.
  private var ids: UnsafeMutablePointer<Int32>
  private var starts: UnsafeMutablePointer<Int32>
  private var ends: UnsafeMutablePointer<Int32>
  private var memory: Memory

  init() { self.init(capacity: Self.initialCapacity) }

  private init(capacity: Int) {
    self.capacity = capacity
    memory = Memory(count: 3 * capacity)
    ids = memory.start
    starts = ids + capacity
    ends = starts + capacity
  }

  /// Appends a token that stands for the bytes `start..<end`.
  @inline(__always)
  mutating func append(_ id: Int32, start: Int32, end: Int32) {
    if count == capacity { grow() }
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

  /// Appends the tokens to `tokens`, which leaves the run empty, without its memory where that is much.
  mutating func move(to tokens: inout TokenBuffer) {
    tokens.ids.append(contentsOf: UnsafeBufferPointer(start: ids, count: count))
    tokens.starts.append(contentsOf: UnsafeBufferPointer(start: starts, count: count))
    tokens.ends.append(contentsOf: UnsafeBufferPointer(start: ends, count: count))
    removeAll()
  }

  /// Empties the run.
  mutating func removeAll() {
    count = 0
    if capacity > Self.maximumKeptCount { self = TokenRun() }
  }

  @inline(never)
  private mutating func grow() {
    var larger = TokenRun(capacity: capacity * 2)
    larger.ids.update(from: ids, count: count)
    larger.starts.update(from: starts, count: count)
    larger.ends.update(from: ends, count: count)
    larger.count = count
    self = larger
  }

  private final class Memory {
    let start: UnsafeMutablePointer<Int32>

    init(count: Int) {
      start = .allocate(capacity: count)
      start.initialize(repeating: 0, count: count)
    }

    deinit { start.deallocate() }
  }
}
