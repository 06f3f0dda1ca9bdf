import Diagnostics

/// A place in a text that is read from its start on.
struct TextPosition: Hashable {
  private(set) var byteOffset = 0
  /// From 1.
  private(set) var line = 1
  /// Where the line begins.
  private var lineStart = 0

  /// Goes on by a range of bytes that begins here.
  ///
  /// - Complexity: O(*n*) in the bytes.
  mutating func advance(over bytes: [UInt8], _ range: Range<Int>) {
    let lineFeeds = LineScan.lineFeeds(in: bytes, range)
    if lineFeeds.count > 0 {
      line += lineFeeds.count
      lineStart = byteOffset + lineFeeds.endOfLast - range.lowerBound
    }
    byteOffset += range.count
  }

  func advanced(over bytes: [UInt8], _ range: Range<Int>) -> TextPosition {
    var position = self
    position.advance(over: bytes, range)
    return position
  }

  /// The place with line, column and byte.
  func location(in name: String) -> InputLocation {
    InputLocation(source: name, line: line, column: byteOffset - lineStart + 1, byteOffset: byteOffset)
  }

  /// The place as a detail of a message.
  func words(in name: String) -> String { location(in: name).description }
}
