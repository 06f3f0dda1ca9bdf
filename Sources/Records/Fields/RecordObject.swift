import Diagnostics
import Prompting
import StrictJSON

/// The fields of one record, with errors that name them by JSON pointer.
public struct RecordObject: Sendable {
  /// A text field: its bytes and where it stands.
  public struct Text: Sendable {
    public let utf8: [UInt8]
    public let pointer: String

    /// Whether it holds nothing but ASCII white space.
    public var isBlank: Bool {
      utf8.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
    }

    /// The whole field as a part of a message.
    public func part(_ purpose: MessagePart.Purpose) -> MessagePart {
      MessagePart(utf8, purpose: purpose, field: pointer, fieldRange: 0..<utf8.count)
    }
  }

  public let fields: RecordFields
  /// The record's place, with its identifier.
  public let location: InputLocation
  /// Put before each pointer in errors.
  var prefix = ""
  /// What was seen on the way.
  public var notes: [RecordNote] = []

  public init(fields: RecordFields, location: InputLocation) {
    self.fields = fields
    self.location = location
  }

  /// The place of a field of this record.
  public func place(_ pointer: String) -> InputLocation {
    var place = location
    place.pointer = prefix + pointer
    return place
  }

  public mutating func note(_ code: DiagnosticCode, _ message: String, at pointer: String) {
    notes.append(RecordNote(code, message, at: place(pointer)))
  }

  /// Whether the record has the field, and not as null.
  public func has(_ key: String) -> Bool { fields.has(key) }

  /// The text of a field that must be there.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type`.
  public func text(_ key: String) throws -> Text { try text(fields.value(key), at: fields.pointer(key)) }

  /// The text of a field that may be missing or null.
  ///
  /// - Throws: `records.wrong-type`.
  public func optionalText(_ key: String) throws -> Text? {
    guard let field = fields[key] else { return nil }
    return try text(field.value, at: field.pointer)
  }

  /// The text of the first of several fields that is there and not blank.
  ///
  /// - Throws: `records.wrong-type`.
  public func firstText(of keys: [String]) throws -> Text? {
    for key in keys {
      if let text = try optionalText(key), !text.isBlank { return text }
    }
    return nil
  }

  /// A field as a layout shows it: a text, or a number or boolean as it is written.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type`.
  public func shownText(_ key: String) throws -> Text {
    let pointer = fields.pointer(key)
    guard let value = fields.value(key) else { throw missing(pointer) }
    if let written = value.numberText { return Text(utf8: Array(written.utf8), pointer: pointer) }
    if let flag = value.bool { return Text(utf8: Array((flag ? "true" : "false").utf8), pointer: pointer) }
    return try text(value, at: pointer)
  }

  /// `value` as the text at `pointer`.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type`.
  public func text(_ value: JSONValue?, at pointer: String) throws -> Text {
    guard let value else { throw missing(pointer) }
    guard let utf8 = value.utf8 else { throw wrongType(value, at: pointer, expected: .string) }
    return Text(utf8: Array(utf8), pointer: pointer)
  }

  /// A field that must be there, of this kind.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type`.
  public func value(_ key: String, _ kind: JSONValue.Kind) throws -> JSONValue {
    let pointer = fields.pointer(key)
    guard let value = fields.value(key) else { throw missing(pointer) }
    guard value.kind == kind else { throw wrongType(value, at: pointer, expected: kind) }
    return value
  }

  public func missing(_ pointer: String) -> TrainPackError {
    TrainPackError(
      .recordsMissingField, "the record has no \(pointer)", at: place(pointer),
      details: ["its fields: \(fieldNames)"],
      fix: "add the field, name the right format with --input-format, or skip such records with --on-bad-record skip")
  }

  public func wrongType(_ value: JSONValue, at pointer: String, expected: JSONValue.Kind) -> TrainPackError {
    TrainPackError(
      .recordsWrongType, "\(pointer) is \(value.kind.name), not \(expected.name)", at: place(pointer),
      fix: "write \(expected.name) there, or skip such records with --on-bad-record skip")
  }

  public func empty(_ pointer: String, _ what: String) -> TrainPackError {
    TrainPackError(
      .recordsEmptyField, "\(pointer) is empty: \(what)", at: place(pointer),
      fix: "fill it in, or skip such records with --on-bad-record skip")
  }

  public func unsupported(
    _ what: String, at pointer: String, fix: String = "remove it, or skip such records with --on-bad-record skip"
  ) -> TrainPackError {
    TrainPackError(
      .recordsUnsupported, "\(pointer) holds \(what), which is not supported", at: place(pointer),
      fix: fix)
  }

  private var fieldNames: String {
    let names = fields.root.members.prefix(20).map { $0.key.string ?? "" }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}
