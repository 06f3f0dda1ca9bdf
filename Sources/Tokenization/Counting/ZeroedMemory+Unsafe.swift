#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Memory of zeros, in large pages where the system has them.
enum ZeroedMemory {
  #if os(Linux)
    /// `MADV_POPULATE_WRITE`, which older headers do not name; a system that does not know it does nothing.
    private static let populateForWriting: Int32 = 23
    private static let largePageByteCount = 2 << 20

    /// - Parameter byteCount: A multiple of 4,096; not 0.
    static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
      // A large page begins at a multiple of its size: more is mapped than is asked for, and given back on both sides.
      let whole = byteCount + largePageByteCount
      guard let mapped = mmap(nil, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        mapped != MAP_FAILED
      else { fatalError("out of memory") }
      let memory = mapped.alignedUp(toMultipleOf: largePageByteCount)
      let before = memory - mapped
      if before > 0 { munmap(mapped, before) }
      if before < largePageByteCount { munmap(memory + byteCount, largePageByteCount - before) }
      madvise(memory, byteCount, MADV_HUGEPAGE)
      // All of it now: a table is looked at before it is written to, and a page that was read as zeros would be changed for
      // another at its first write, for which all processors of the program are interrupted.
      madvise(memory, byteCount, populateForWriting)
      return memory
    }

    /// - Parameter byteCount: That of `allocate`.
    static func free(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) { munmap(memory, byteCount) }
  #else
    /// - Parameter byteCount: A multiple of 4,096; not 0.
    static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 4096)
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      return memory
    }

    /// - Parameter byteCount: That of `allocate`.
    static func free(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) { memory.deallocate() }
  #endif
}
