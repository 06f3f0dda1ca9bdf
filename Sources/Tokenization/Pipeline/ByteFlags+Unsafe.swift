/// Flags for each byte.
final class ByteFlags {
  private let flags = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)

  init() { flags.initialize(repeating: 0, count: 256) }

  deinit { flags.deallocate() }

  @inline(__always)
  subscript(byte: UInt8) -> UInt8 {
    get { flags[Int(byte)] }
    set { flags[Int(byte)] = newValue }
  }
}
