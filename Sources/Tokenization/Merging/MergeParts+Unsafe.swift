/// What parts are that are merged, and what they and their neighbours make: by place, for one worker.
final class MergeParts {
  private(set) var ids: UnsafeMutablePointer<Int32>
  /// What the part at a place and the next make, or -1.
  private(set) var made: UnsafeMutablePointer<Int32>
  private var capacity = MergeRow.capacity

  init() {
    ids = Self.allocate(capacity)
    made = Self.allocate(capacity)
  }

  deinit {
    ids.deallocate()
    made.deallocate()
  }

  /// Makes room for `count` places; what was there is gone.
  func reserve(_ count: Int) {
    if count <= capacity, capacity <= MergeChain.maximumKeptCount { return }
    ids.deallocate()
    made.deallocate()
    capacity = max(count, MergeRow.capacity)
    ids = Self.allocate(capacity)
    made = Self.allocate(capacity)
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Int32> {
    let memory = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
    memory.initialize(repeating: -1, count: capacity)
    return memory
  }
}
