import Crypto

/// Sums bytes that come piece by piece.
///
/// ```swift
/// var hasher = SHA256Hasher()
/// hasher.update(first.span)
/// hasher.update(second.span)
/// let sum = hasher.sum
/// ```
public struct SHA256Hasher: Sendable {
  private var hash = SHA256()

  public init() {}

  /// Adds `bytes` to what is summed.
  public mutating func update(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  /// Adds the bytes of other values to what is summed, as they lie in memory.
  mutating func update(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  /// The sum of all bytes added so far; more can follow.
  public var sum: SHA256Sum { hash.finalize().withUnsafeBytes { SHA256Sum(digest: $0) } }
}

extension SHA256Sum {
  /// Takes the 32 bytes of a digest.
  fileprivate init(digest: UnsafeRawBufferPointer) {
    self.init(
      words: SIMD4(
        UInt64(bigEndian: digest.loadUnaligned(as: UInt64.self)),
        UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
        UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
        UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 24, as: UInt64.self))))
  }
}
