#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Memory of zeros, in large pages where the system has them.
final class ZeroedMemory {
  let start: UnsafeMutableRawPointer
  /// How many bytes are mapped; `nil` where the memory is the allocator's.
  private let mappedByteCount: Int?

  /// - Parameters:
  ///   - byteCount: How much is used at once; a multiple of 4,096, not 0.
  ///   - limit: How much can be used, `prepare` called before; `nil` for `byteCount`. What is not used takes no memory.
  init(byteCount: Int, limit: Int? = nil) {
    let whole = limit ?? byteCount
    #if os(Linux)
      if let mapped = Self.map(whole) {
        start = mapped
        mappedByteCount = whole
        prepare(0..<byteCount)
        return
      }
    #endif
    start = UnsafeMutableRawPointer.allocate(byteCount: whole, alignment: 4096)
    start.initializeMemory(as: UInt8.self, repeating: 0, count: whole)
    mappedByteCount = nil
  }

  /// Makes more of the memory ready for use: what was not used before is zeros.
  ///
  /// - Parameter range: Of bytes, from one multiple of 4,096 to another.
  func prepare(_ range: Range<Int>) {
    #if os(Linux)
      // All of it now: a table is looked at before it is written to, and a page that was read as zeros would be changed for
      // another at its first write, for which all processors of the program are interrupted.
      if mappedByteCount != nil { madvise(start + range.lowerBound, range.count, Self.populateForWriting) }
    #endif
  }

  deinit {
    if let mappedByteCount {
      munmap(start, mappedByteCount)
    } else {
      start.deallocate()
    }
  }

  #if os(Linux)
    /// `MADV_POPULATE_WRITE`, which older headers do not name; a system that does not know it does nothing.
    private static let populateForWriting: Int32 = 23
    private static let largePageByteCount = 2 << 20

    private static func map(_ byteCount: Int) -> UnsafeMutableRawPointer? {
      // A large page begins at a multiple of its size: more is mapped than is asked for, and given back on both sides.
      let whole = byteCount + largePageByteCount
      guard let mapped = mmap(nil, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        mapped != MAP_FAILED
      else { return nil }
      let memory = mapped.alignedUp(toMultipleOf: largePageByteCount)
      let before = memory - mapped
      if before > 0 { munmap(mapped, before) }
      if before < largePageByteCount { munmap(memory + byteCount, largePageByteCount - before) }
      madvise(memory, byteCount, MADV_HUGEPAGE)
      return memory
    }
  #endif
}
