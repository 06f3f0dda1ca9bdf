import Archives

/// A source of which the first bytes can be looked at before they are read.
final class HeadedSource {
  let source: ByteSource
  /// The first bytes of the source, as far as they have been looked at.
  private(set) var head: [UInt8] = []
  /// How many bytes of `head` have been read.
  private var delivered = 0
  /// Whether the source has nothing beyond `head`.
  private(set) var isAtEnd = false

  init(_ source: ByteSource) {
    self.source = source
  }

  /// Looks at another chunk.
  ///
  /// - Returns: Whether there was more.
  func lookFurther() throws -> Bool {
    if isAtEnd { return false }
    isAtEnd = try source.read(ByteSource.chunkByteCount, appendingTo: &head) == 0
    return !isAtEnd
  }

  /// Passes over the first bytes, which `head` holds.
  func skip(_ count: Int) { delivered = min(head.count, delivered + count) }

  /// Appends up to `count` bytes; returns 0 only at the end.
  func read(_ count: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    if head.isEmpty { return isAtEnd ? 0 : try source.read(count, appendingTo: &buffer) }
    let part = head[delivered..<min(head.count, delivered + count)]
    buffer += part
    delivered += part.count
    if delivered == head.count {
      head = []
      delivered = 0
    }
    if part.isEmpty { return try read(count, appendingTo: &buffer) }
    return part.count
  }
}
