/// Writes JSON in one canonical way: the same values always give the same bytes.
///
/// Members stand in the order in which they are given. Strings are written as UTF-8; only `"`, `\` and control characters
/// are escaped (`\b \t \n \f \r`, else `\u00xx`), so that `/` and other scripts stay as they are. The writer puts the
/// commas and colons; the caller sees to it that keys and values alternate in an object.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.key("input_ids")
/// writer.integers(ids)
/// writer.endObject()
/// writer.newline()
/// ```
///
/// The bytes of strings must be UTF-8, as those of a `JSONReader` or of a Swift `String` are.
public struct JSONWriter: Sendable {
  public enum Layout: Sendable {
    /// No white space: `{"a":1,"b":[1,2]}`.
    case compact
    /// On one line, with a space after each comma and colon, as Python's `json.dumps` writes: `{"a": 1, "b": [1, 2]}`.
    case spaced
    /// One member or element a line, two spaces a level.
    case indented
  }

  public enum Characters: Sendable {
    /// Characters beyond ASCII stand as UTF-8.
    case utf8
    /// Characters beyond ASCII are written as `\u` escapes with lower-case digits, as Python's `json.dumps` does.
    case ascii
  }

  private enum Position {
    case first, following, afterKey
  }

  public let layout: Layout
  public let characters: Characters
  /// What has been written so far.
  public internal(set) var bytes: [UInt8] = []
  private var position = Position.first
  private var depth = 0

  public init(layout: Layout = .compact, characters: Characters = .utf8) {
    self.layout = layout
    self.characters = characters
  }

  /// The value as JSON, compact unless another layout is asked for.
  public static func bytes(of value: JSON, layout: Layout = .compact) -> [UInt8] {
    var writer = JSONWriter(layout: layout)
    writer.value(value)
    return writer.bytes
  }

  public mutating func reserveCapacity(_ byteCount: Int) { bytes.reserveCapacity(byteCount) }

  /// Forgets what has been written and keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    position = .first
    depth = 0
  }

  public mutating func beginObject() { begin(0x7B) }
  public mutating func endObject() { end(0x7D) }
  public mutating func beginArray() { begin(0x5B) }
  public mutating func endArray() { end(0x5D) }

  /// Writes a member's key; its value comes next.
  public mutating func key(_ utf8: some Collection<UInt8>) {
    separate()
    quote(utf8)
    bytes.append(0x3A)
    if layout != .compact { bytes.append(0x20) }
    position = .afterKey
  }

  public mutating func key(_ text: String) { key(text.utf8) }

  /// Writes a member's key that was written elsewhere, with its quotes.
  public mutating func key(json: some Collection<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
    bytes.append(0x3A)
    if layout != .compact { bytes.append(0x20) }
    position = .afterKey
  }

  public mutating func string(_ utf8: some Collection<UInt8>) {
    separate()
    quote(utf8)
  }

  public mutating func string(_ text: String) { string(text.utf8) }

  public mutating func integer(_ value: Int) {
    separate()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    var power: UInt = 1
    while rest / power > 9 { power *= 10 }
    while power > 0 {
      bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest / power))
      rest %= power
      power /= 10
    }
  }

  /// Writes a number as it was written elsewhere; the caller vouches for its grammar.
  public mutating func number(_ written: String) { token(written) }

  public mutating func bool(_ value: Bool) { token(value ? "true" : "false") }

  public mutating func null() { token("null") }

  /// Writes JSON that was made elsewhere, byte for byte, as one value.
  public mutating func raw(_ json: some Collection<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// Writes an array of integers, without white space in either layout.
  ///
  /// - Complexity: O(*n*); the fast way for token ids.
  public mutating func integers(_ values: [Int32]) {
    separate()
    bytes.append(0x5B)
    appendDecimals(values)
    bytes.append(0x5D)
  }

  /// Writes a whole tree.
  public mutating func value(_ value: JSON) {
    switch value {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .number(let written): number(written)
    case .string(let utf8): string(utf8)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members {
        key(member.key)
        self.value(member.value)
      }
      endObject()
    }
  }

  /// Ends a line of JSON Lines; the next value stands alone again.
  public mutating func newline() {
    bytes.append(0x0A)
    position = .first
  }

  private mutating func token(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func begin(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    depth += 1
    position = .first
  }

  private mutating func end(_ bracket: UInt8) {
    let isEmpty = position == .first
    depth = max(0, depth - 1)
    if !isEmpty { breakLine() }
    bytes.append(bracket)
    position = .following
  }

  /// Writes what stands between the value before and the one that comes.
  private mutating func separate() {
    if position == .following && depth > 0 {
      bytes.append(0x2C)
      if layout == .spaced { bytes.append(0x20) }
    }
    if position != .afterKey && depth > 0 { breakLine() }
    position = .following
  }

  private mutating func breakLine() {
    guard layout == .indented else { return }
    bytes.append(0x0A)
    for _ in 0..<depth {
      bytes.append(0x20)
      bytes.append(0x20)
    }
  }
}
