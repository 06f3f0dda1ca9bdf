/// Walks over the fields of one protobuf message in the wire format. Every length is checked against what is left, and
/// the reader never goes deeper than the message it was given.
///
/// - Source: the Protocol Buffers encoding specification.
struct ProtobufFields {
  /// A field's content.
  enum Value: Equatable {
    case varint(UInt64)
    case fixed64
    case fixed32(UInt32)
    /// The bytes of a string, a message or a packed list.
    case bytes(Range<Int>)
  }

  struct Field: Equatable {
    var number: Int
    var value: Value
    /// The whole field, with its tag.
    var range: Range<Int>
  }

  /// What is wrong with the bytes, and where.
  struct Damage: Error, Equatable {
    var offset: Int
    var reason: String
  }

  private var position: Int
  private let end: Int

  /// - Parameter range: The bytes of the message.
  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// Returns the next field, or `nil` at the end of the message.
  mutating func next(in bytes: Span<UInt8>) throws(Damage) -> Field? {
    if position >= end { return nil }
    let start = position
    let tag = try readVarint(in: bytes)
    guard tag >> 3 > 0, tag <= UInt64(UInt32.max) else { throw Damage(offset: start, reason: "a field has no number") }
    let number = Int(tag >> 3)
    let value: Value
    switch tag & 7 {
    case 0: value = .varint(try readVarint(in: bytes))
    case 1:
      try skip(8)
      value = .fixed64
    case 2:
      let length = try readVarint(in: bytes)
      guard length <= UInt64(end - position) else {
        throw Damage(offset: start, reason: "field \(number) reaches beyond the end of what holds it")
      }
      value = .bytes(position..<position + Int(length))
      position += Int(length)
    case 5:
      let at = position
      try skip(4)
      value = .fixed32((0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) })
    default: throw Damage(offset: start, reason: "field \(number) has the unknown wire type \(tag & 7)")
    }
    return Field(number: number, value: value, range: start..<position)
  }

  private mutating func skip(_ count: Int) throws(Damage) {
    guard count <= end - position else { throw Damage(offset: position, reason: "the file ends within a field") }
    position += count
  }

  private mutating func readVarint(in bytes: Span<UInt8>) throws(Damage) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { throw Damage(offset: position, reason: "the file ends within a number") }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        if shift == 63, byte > 1 { break }
        return value
      }
    }
    throw Damage(offset: position, reason: "a number has more than 64 bits")
  }
}
