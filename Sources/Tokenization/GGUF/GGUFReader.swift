/// Walks over the numbers and strings of a GGUF file. Every length is checked against what is left.
///
/// - Source: `docs/gguf.md` of ggml.
struct GGUFReader {
  /// What is wrong with the bytes, and where.
  struct Damage: Error, Equatable {
    var offset: Int
    var reason: String
    /// Whether the bytes end too early, so that more of the file might be right.
    var isEnd = false
  }

  private(set) var position = 0
  let count: Int

  init(count: Int) { self.count = count }

  var left: Int { count - position }

  private func ended() -> Damage { Damage(offset: count, reason: "it ends within its metadata", isEnd: true) }

  mutating func skip(_ length: Int) throws(Damage) {
    guard length <= left else { throw ended() }
    position += length
  }

  /// Goes to a place that was met before.
  mutating func move(to offset: Int) { position = offset }

  mutating func integer(_ bytes: Span<UInt8>, byteCount: Int) throws(Damage) -> UInt64 {
    guard byteCount <= left else { throw ended() }
    var value: UInt64 = 0
    for index in 0..<byteCount { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += byteCount
    return value
  }

  /// Reads a count of things that take at least `byteCount` bytes each.
  ///
  /// - Parameter fileCount: How many bytes the whole file has, where that is known: nothing can have more.
  mutating func size(
    _ bytes: Span<UInt8>, of what: String, byteCount: Int, fileCount: Int
  ) throws(Damage) -> Int {
    let start = position
    let value = try integer(bytes, byteCount: 8)
    guard value <= UInt64(max(fileCount - position, 0) / max(byteCount, 1)) else {
      throw Damage(offset: start, reason: "it claims \(value) \(what), more than the file has room for")
    }
    return Int(value)
  }

  mutating func string(_ bytes: Span<UInt8>, fileCount: Int) throws(Damage) -> Range<Int> {
    let length = try size(bytes, of: "bytes in a string", byteCount: 1, fileCount: fileCount)
    let start = position
    try skip(length)
    return start..<position
  }
}
