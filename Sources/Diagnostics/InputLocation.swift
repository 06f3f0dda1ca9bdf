/// Where in the input something was met, as exactly as is known.
public struct InputLocation: Hashable, Sendable {
  /// The file as the user named it, or `standard input`.
  public var source: String
  /// The line, counted from 1.
  public var line: Int?
  /// The column in bytes, counted from 1.
  public var column: Int?
  /// The byte offset from the start of the (decompressed) source, counted from 0.
  public var byteOffset: Int?
  /// The record's own identifier, where it has one.
  public var recordID: String?
  /// A JSON pointer (RFC 6901) into the record or file.
  public var pointer: String?

  public init(
    source: String, line: Int? = nil, column: Int? = nil, byteOffset: Int? = nil, recordID: String? = nil,
    pointer: String? = nil
  ) {
    self.source = source
    self.line = line
    self.column = column
    self.byteOffset = byteOffset
    self.recordID = recordID
    self.pointer = pointer
  }
}

extension InputLocation: CustomStringConvertible {
  /// `file:line:column, byte N, record "id", /pointer`, leaving out what is not known.
  public var description: String {
    var text = source
    if let line {
      text += ":\(line)"
      if let column { text += ":\(column)" }
    }
    if let byteOffset { text += ", byte \(byteOffset)" }
    if let recordID { text += ", record \"\(Self.visible(recordID))\"" }
    if let pointer { text += ", \(pointer.isEmpty ? "the whole value" : Self.visible(pointer))" }
    return text
  }

  /// Text of the data without what steers a terminal: control characters are written as `\u{1B}`.
  private static func visible(_ text: String) -> String {
    if !text.unicodeScalars.contains(where: isControl) { return text }
    return text.unicodeScalars.reduce(into: "") { shown, scalar in
      if isControl(scalar) {
        shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }
}
