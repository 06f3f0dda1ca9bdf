/// Cuts text where no piece of a vocabulary reaches across.
struct SegmentScanner: PreTokenScanner {
  let adjacent: AdjacentCharacters
  private let blocks: SegmentBlocks

  init(adjacent: AdjacentCharacters) {
    self.adjacent = adjacent
    blocks = SegmentBlocks(adjacent)
  }

  /// The same scanner in memory of its own, for one worker.
  var copied: SegmentScanner { SegmentScanner(adjacent: adjacent.copied, blocks: blocks.copied) }

  private init(adjacent: AdjacentCharacters, blocks: SegmentBlocks) {
    self.adjacent = adjacent
    self.blocks = blocks
  }

  @inline(__always)
  func starts(at text: UnsafePointer<UInt8>) -> UInt64 { blocks.starts(at: text) }

  @inline(__always)
  func end(from start: Int, in text: Span<UInt8>) -> Int {
    var (previous, length) = UTF8Text.scalar(at: start, of: text)
    var position = start &+ length
    while position < text.count {
      let (next, nextLength) = UTF8Text.scalar(at: position, of: text)
      if !adjacent.contains(previous, next) { break }
      previous = next
      length = nextLength
      position &+= length
    }
    return position
  }
}
