import Synchronization

/// Arrays of batches that were worked on, to be filled again: new memory costs more than reading into it.
///
/// The last one given is taken first, as it is most likely in the cache of the processor that gave it.
final class BatchMemory: Sendable {
  private struct Block {
    var bytes: [UInt8]
    var lines: [LineBatch.Line]
  }

  /// Arrays that grew beyond this for one long record are let go.
  private static let maximumByteCount = 4 << 20

  private let blocks = Mutex<[Block]>([])

  /// Empty arrays. What they had room for before they have again, unless somebody still holds it.
  func take() -> (bytes: [UInt8], lines: [LineBatch.Line]) {
    guard var block = blocks.withLock({ $0.popLast() }) else { return ([], []) }
    block.bytes.removeAll(keepingCapacity: true)
    block.lines.removeAll(keepingCapacity: true)
    return (block.bytes, block.lines)
  }

  func give(_ bytes: [UInt8], _ lines: [LineBatch.Line]) {
    if bytes.capacity > Self.maximumByteCount { return }
    blocks.withLock { $0.append(Block(bytes: bytes, lines: lines)) }
  }
}
